package io.tandem.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.api.auth.ApiRole;
import io.tandem.api.auth.Principal;
import io.tandem.api.support.TestApi;
import io.tandem.id.Domain;
import io.tandem.id.TenantId;
import io.tandem.tenant.Origin;
import io.tandem.tenant.TenantProfile;
import io.tandem.tenant.TenantStatus;
import io.tandem.tenant.TenantWish;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What administrators do with tenants and their users. */
class TenantResourcesTest {
  private static final String NEW_EXTENSION = "{'number': '%s', 'password': 'secret-of-phone'}";

  private static final Origin RIVAL = new Origin("rival", "");

  private static TestApi api;
  private static int domains;

  private final String tenant = newTenant();

  @BeforeAll
  static void start() {
    api = TestApi.start();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @AfterEach
  void takeAcmeIntoService() {
    api.tenants.setStatus(api.acme, TenantStatus.ACTIVE);
  }

  /** The path of a tenant of the test's own. */
  private static String newTenant() {
    var reply =
        api.root()
            .post(
                "/v1/tenants",
                "{'domain': 'T%d.Test', 'administrator': {'username': 'eve', 'password': '%s'}}"
                    .formatted(++domains, TestApi.PASSWORD));
    assertThat(reply.status()).isEqualTo(201);
    return reply.header("Location");
  }

  @Test
  void aTenantIsCreatedWithItsAdministratorAndCanBeRead() {
    var read = api.root().get(tenant);

    assertThat(read.status()).isEqualTo(200);
    assertThat(read.json().path("domain").asText()).isEqualTo("t" + domains + ".test");
    assertThat(read.json().path("status").asText()).isEqualTo("ACTIVE");
    assertThat(read.json().path("limits").path("concurrent_calls").asInt()).isEqualTo(20);
    var users = api.root().get(tenant + "/users").json().path("items");
    assertThat(users).hasSize(1);
    assertThat(users.get(0).path("role").asText()).isEqualTo("TENANT_ADMIN");
    assertThat(users.toString()).doesNotContain("password").doesNotContain("argon2");
  }

  @Test
  void aDomainThatIsTakenIsAConflictWithItsOwnCode() {
    var reply =
        api.root()
            .post(
                "/v1/tenants",
                "{'domain': 'acme.test', 'administrator': {'username': 'x', 'password': '0123456789'}}");

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.code()).isEqualTo("DOMAIN_TAKEN");
  }

  @Test
  void aChangeNamesItsFieldsAndKeepsTheOthers() {
    var changed =
        api.root()
            .patch(
                tenant,
                "{'limits': {'extensions': 2}, 'expires_at': '2030-01-01T00:00:00Z',"
                    + " 'settings': {'time_zone': 'Europe/Paris'}}");

    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.json().path("limits").path("extensions").asInt()).isEqualTo(2);
    assertThat(changed.json().path("limits").path("calls_per_second").asInt()).isEqualTo(10);
    assertThat(changed.json().path("expires_at").asText()).isEqualTo("2030-01-01T00:00:00.000Z");
    assertThat(api.root().get(tenant).json()).isEqualTo(changed.json());
  }

  @Test
  void theOperatorsLimitsAndTheTenantsSettingsAreReadAsTheyAreWritten() {
    var changed =
        api.root()
            .patch(
                tenant,
                "{'limits': {'registers_per_second': 7, 'call_duration': 'PT1H',"
                    + " 'cdr_retention_minimum': 'PT2400H',"
                    + " 'registration_expiry_minimum': 'PT2M',"
                    + " 'registration_expiry_maximum': 'PT3H'},"
                    + " 'settings': {'calls_from_registered_networks': false}}");

    var limits = changed.json().path("limits");
    assertThat(limits.path("registers_per_second").asInt()).isEqualTo(7);
    assertThat(limits.path("call_duration").asText()).isEqualTo("PT1H");
    assertThat(limits.path("cdr_retention_minimum").asText()).isEqualTo("PT2400H");
    assertThat(limits.path("registration_expiry_minimum").asText()).isEqualTo("PT2M");
    assertThat(limits.path("registration_expiry_maximum").asText()).isEqualTo("PT3H");
    var settings = changed.json().path("settings");
    assertThat(settings.path("calls_from_registered_networks").asBoolean(true)).isFalse();
    assertThat(api.root().get(tenant).json()).isEqualTo(changed.json());
  }

  @Test
  void nullClearsWhatMayBeWithoutAValue() {
    api.root().patch(tenant, "{'expires_at': '2030-01-01T00:00:00Z'}");

    var cleared = api.root().patch(tenant, "{'expires_at': null, 'display_name': null}");

    assertThat(cleared.json().has("expires_at")).isFalse();
    assertThat(cleared.json().path("display_name").asText()).isNotEmpty();
  }

  @Test
  void aTenantPastItsTimeIsReadAsExpired() {
    api.root().patch(tenant, "{'expires_at': '2020-01-01T00:00:00Z'}");

    assertThat(api.root().get(tenant).json().path("status").asText()).isEqualTo("EXPIRED");
  }

  @Test
  void aDeletedTenantIsGone() {
    var deleted = api.root().delete(tenant);

    assertThat(deleted.status()).isEqualTo(202);
    assertThat(deleted.json().path("status").asText()).isEqualTo("DELETING");
    assertThat(api.root().get(tenant).status()).isEqualTo(404);
  }

  @Test
  void aSuspendedTenantsAdministratorReadsAndChangesNothing() {
    api.root().patch(api.acmePath(), "{'status': 'SUSPENDED'}");

    assertThat(api.ann().get(api.acmePath()).status()).isEqualTo(200);
    var refused = api.ann().post(api.acmePath() + "/extensions", NEW_EXTENSION.formatted("1009"));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.code()).isEqualTo("TENANT_READ_ONLY");
    assertThat(api.root().patch(api.acmePath(), "{'status': 'ACTIVE'}").status()).isEqualTo(200);
  }

  @Test
  void anAdministratorWhoIsRemovedIsOutAtOnce() {
    api.ann()
        .put(api.acmePath() + "/users/sue", "{'role': 'TENANT_ADMIN', 'password': '0123456789'}");
    var sue = api.as(new Principal("sue@acme.test", ApiRole.TENANT_ADMIN, api.acme));
    assertThat(sue.get(api.acmePath()).status()).isEqualTo(200);

    assertThat(api.ann().patch(api.acmePath() + "/users/sue", "{'enabled': false}").status())
        .isEqualTo(200);
    assertThat(sue.get(api.acmePath()).status()).isEqualTo(401);
    assertThat(api.ann().delete(api.acmePath() + "/users/sue").status()).isEqualTo(204);
    assertThat(sue.get(api.acmePath()).status()).isEqualTo(401);
  }

  @Test
  void theLastAdministratorStays() {
    var reply = api.root().delete(tenant + "/users/eve");

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.code()).isEqualTo("LAST_ADMIN");
  }

  @Test
  void aChangeThatOthersKeepOvertakingEndsAsBusy() {
    keepOvertaking();

    var reply = api.root().patch(tenant, "{'display_name': 'Mine'}");

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).isEqualTo("1");
    api.tenants.beforeNextWrite(() -> {});
  }

  private void keepOvertaking() {
    var wish = TenantWish.of(TenantProfile.of(new Domain("t.test"), "Rival"));
    api.tenants.beforeNextWrite(
        () -> {
          api.tenants.change(tenantId(), wish, OptionalLong.empty(), RIVAL);
          keepOvertaking();
        });
  }

  private TenantId tenantId() {
    return new TenantId(tenant.substring("/v1/tenants/".length()));
  }

  @Test
  void wrongPagesAre400() {
    for (String list :
        List.of(
            "/v1/tenants", tenant + "/extensions", tenant + "/users", tenant + "/registrations")) {
      for (String query :
          List.of(
              "limit=0",
              "limit=1001",
              "limit=-1",
              "limit=x",
              "limit=",
              "limit=99999999999",
              "cursor=!",
              "cursor=")) {
        var reply = api.root().get(list + "?" + query);
        assertThat(reply.status()).as(list + "?" + query).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("INVALID_PARAMETER");
      }
    }
  }

  @Test
  void changesCarryWhoMadeThemAndWhereFrom() {
    api.ann()
        .send(
            "PATCH",
            api.acmePath() + "/settings",
            "{'ring_time': 'PT20S'}",
            "X-Forwarded-For",
            "6.6.6.6, 192.0.2.7");

    assertThat(api.tenants.origins()).contains(new Origin("ann@acme.test", "192.0.2.7"));
  }
}
