package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.id.TenantId;
import io.tandem.tenant.Limits;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordAllowanceTest {
  private static final TenantId ONE = TenantId.fromLong(1);
  private static final TenantId OTHER = TenantId.fromLong(2);

  private final EdgeFixture.TestClock clock = new EdgeFixture.TestClock();
  private final RecordAllowance allowance = new RecordAllowance(clock);

  private long taken(TenantId tenant, int callsPerSecond) {
    return IntStream.range(0, 100)
        .filter(attempt -> allowance.takeOne(tenant, callsPerSecond))
        .count();
  }

  /** A tenant that may not call at all can see why in one record. */
  @ParameterizedTest
  @CsvSource({"10, 10", "1, 1", "0, 1", Limits.UNLIMITED + ", 100"})
  void aTenantMayLeaveAsManyRecordsASecondAsCalls(int callsPerSecond, long records) {
    assertThat(taken(ONE, callsPerSecond)).isEqualTo(records);
  }

  @Test
  void theOthersAndTheNextSecondAreFreeOfIt() {
    assertThat(taken(ONE, 10)).isEqualTo(10);
    assertThat(taken(OTHER, 10)).isEqualTo(10);
    assertThat(taken(ONE, 10)).isZero();

    clock.now = clock.now.plusSeconds(1);
    assertThat(taken(ONE, 10)).isEqualTo(10);
  }
}
