package io.tandem.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.id.Domain;
import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import io.tandem.tenant.DigestSecret;
import io.tandem.tenant.ExtensionConfiguration;
import io.tandem.tenant.TenantConfiguration;
import io.tandem.tenant.TenantProfile;
import io.tandem.tenant.UnknownFields;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {
  private final TenantConfiguration tenant =
      TenantConfiguration.of(TenantId.fromLong(7), TenantProfile.of(new Domain("a.example"), "A"))
          .with(extension("1001", true, null))
          .with(extension("1002", true, Duration.ofSeconds(12)))
          .with(extension("1003", false, null));

  private static ExtensionConfiguration extension(
      String number, boolean enabled, Duration ringTime) {
    return new ExtensionConfiguration(
        new Extension(number),
        "",
        enabled,
        DigestSecret.of(number, "a.example", "secret"),
        ringTime,
        1,
        UnknownFields.NONE);
  }

  @Test
  void anExtensionRingsForTheTenantsTimeOrItsOwn() {
    assertThat(Router.route(tenant, "1001"))
        .isEqualTo(new Route.ToExtension(new Extension("1001"), Duration.ofSeconds(30)));
    assertThat(Router.route(tenant, "1002"))
        .isEqualTo(new Route.ToExtension(new Extension("1002"), Duration.ofSeconds(12)));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"1003", "1004", "", "1", "alice", "+441632960000", "10 01"})
  void whatIsNoEnabledExtensionIsNotFound(String dialled) {
    assertThat(Router.route(tenant, dialled)).isEqualTo(new Route.Refused(404, "Not Found"));
  }
}
