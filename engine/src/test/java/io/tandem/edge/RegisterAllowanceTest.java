package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.id.TenantId;
import org.junit.jupiter.api.Test;

class RegisterAllowanceTest {
  private static final TenantId ACME = TenantId.fromLong(1);
  private static final TenantId GLOBEX = TenantId.fromLong(2);

  private final EdgeFixture.TestClock clock = new EdgeFixture.TestClock();
  private final RegisterAllowance allowance = new RegisterAllowance(clock);

  private int taken(TenantId tenant, int limit, int asked) {
    int taken = 0;
    for (int i = 0; i < asked; i++) {
      taken += allowance.takeOne(tenant, limit) ? 1 : 0;
    }
    return taken;
  }

  @Test
  void eachTenantHasItsRateEachSecond() {
    assertThat(taken(ACME, 3, 10)).isEqualTo(3);
    assertThat(taken(GLOBEX, 2, 10)).isEqualTo(2);

    clock.now = clock.now.plusSeconds(1);
    assertThat(taken(ACME, 3, 10)).isEqualTo(3);
  }

  @Test
  void minusOneIsUnlimitedAndZeroForbids() {
    assertThat(taken(ACME, -1, 10_000)).isEqualTo(10_000);
    assertThat(taken(GLOBEX, 0, 10)).isZero();
  }

  @Test
  void tenantsThatAreQuietAreForgotten() {
    for (int i = 1; i <= RegisterAllowance.MANY_TENANTS; i++) {
      taken(TenantId.fromLong(i), 1, 1);
    }
    clock.now = clock.now.plusSeconds(1);
    taken(TenantId.fromLong(RegisterAllowance.MANY_TENANTS + 1), 1, 1);

    assertThat(allowance.tenants()).isEqualTo(1);
  }
}
