package io.tandem.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.api.auth.ApiRole;
import io.tandem.api.auth.Principal;
import io.tandem.api.support.FakeCluster;
import io.tandem.api.support.TestApi;
import io.tandem.id.CallId;
import io.tandem.id.Domain;
import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import io.tandem.registrar.Binding;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;
import io.tandem.tenant.ExtensionWish;
import io.tandem.tenant.LiveCall;
import io.tandem.tenant.Origin;
import io.tandem.tenant.PutMode;
import io.tandem.tenant.TenantProfile;
import io.tandem.tenant.TenantStatus;
import io.tandem.tenant.TenantWish;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What administrators do with tenants, extensions, users, registrations and calls. */
class ResourcesTest {
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
  void anExtensionsLifeFromCreationToRemoval() {
    String one = tenant + "/extensions/1001";
    var made = api.root().post(tenant + "/extensions", NEW_EXTENSION.formatted("1001"));
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("Location")).isEqualTo(one);
    assertThat(made.text()).doesNotContain("secret");

    var changed = api.root().patch(one, "{'display_name': 'Reception', 'ring_time': 'PT20S'}");
    assertThat(changed.json().path("ring_time").asText()).isEqualTo("PT20S");
    assertThat(changed.json().path("enabled").asBoolean()).isTrue();

    var replaced = api.root().put(one, "{'enabled': false}");
    assertThat(replaced.json().path("display_name").asText()).isEmpty();
    assertThat(replaced.json().has("ring_time")).isFalse();
    assertThat(api.root().get(one).json()).isEqualTo(replaced.json());

    assertThat(api.root().delete(one).status()).isEqualTo(204);
    assertThat(api.root().get(one).status()).isEqualTo(404);
    assertThat(api.root().delete(one).status()).isEqualTo(404);
  }

  @Test
  void anExtensionIsCreatedOnce() {
    api.root().post(tenant + "/extensions", NEW_EXTENSION.formatted("1001"));

    var again = api.root().post(tenant + "/extensions", NEW_EXTENSION.formatted("1001"));

    assertThat(again.status()).isEqualTo(409);
    assertThat(again.code()).isEqualTo("EXISTS");
  }

  @Test
  void theLimitOfExtensionsHolds() {
    api.root().patch(tenant, "{'limits': {'extensions': 0}}");

    var reply = api.root().post(tenant + "/extensions", NEW_EXTENSION.formatted("1001"));

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.code()).isEqualTo("LIMIT_REACHED");
    assertThat(api.root().get(tenant + "/usage").json().path("extensions").path("limit").asInt())
        .isZero();
  }

  @Test
  void aStaleIfMatchIs412AndAnActualOneWrites() {
    String one = tenant + "/extensions/1001";
    String first =
        api.root().post(tenant + "/extensions", NEW_EXTENSION.formatted("1001")).header("ETag");
    String second =
        api.root().patch(one, "{'display_name': 'A'}", "If-Match", first).header("ETag");
    assertThat(second).isNotEqualTo(first);

    for (String stale : List.of(first, "\"999\"", "abc", "W/" + second, "\"-1\"")) {
      assertThat(api.root().patch(one, "{'enabled': false}", "If-Match", stale).status())
          .isEqualTo(412);
      assertThat(api.root().put(one, "{'enabled': false}", "If-Match", stale).status())
          .isEqualTo(412);
      assertThat(api.root().delete(one, "If-Match", stale).status()).isEqualTo(412);
    }
    assertThat(api.root().get(one).header("ETag")).isEqualTo(second);
    assertThat(api.root().delete(one, "If-Match", second).status()).isEqualTo(204);
  }

  @Test
  void twoChangesOfDifferentFieldsAtTheSameTimeBothSucceed() {
    String one = tenant + "/extensions/1001";
    api.root().post(tenant + "/extensions", NEW_EXTENSION.formatted("1001"));
    api.tenants.beforeNextWrite(
        () ->
            api.tenants.putExtension(
                tenantId(),
                new Extension("1001"),
                new ExtensionWish("Rival", true, null, null),
                PutMode.REPLACE,
                OptionalLong.empty(),
                RIVAL));

    var reply = api.root().patch(one, "{'ring_time': 'PT20S'}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("display_name").asText()).isEqualTo("Rival");
    assertThat(reply.json().path("ring_time").asText()).isEqualTo("PT20S");
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
  void listsAreReadPageByPage() {
    var created = List.of("1001", "1002", "1003", "1004", "1005");
    created.forEach(n -> api.root().post(tenant + "/extensions", NEW_EXTENSION.formatted(n)));

    var read = new ArrayList<String>();
    String query = "?limit=2";
    while (query != null) {
      var page = api.root().get(tenant + "/extensions" + query).json();
      page.path("items").forEach(item -> read.add(item.path("number").asText()));
      var next = page.path("next_cursor");
      query = next.isNull() ? null : "?limit=2&cursor=" + next.asText();
    }

    assertThat(read).isEqualTo(created);
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

  @Test
  void registrationsAreListedAndRemoved() {
    var flow =
        new Flow(
            FakeCluster.NODE, "udp", Transport.UDP, new InetSocketAddress("192.0.2.1", 5060), 0);
    var now = api.clock.instant();
    var binding =
        new Binding(
            "sip:1001@192.0.2.1", flow, List.of(), 1, now.plusSeconds(300), now, "c", 1, null);
    api.cluster.add(api.acme, new Extension("1001"), binding);

    var items = api.ann().get(api.acmePath() + "/registrations").json().path("items");
    assertThat(items).hasSize(1);
    assertThat(items.get(0).path("received_from").asText()).isEqualTo("192.0.2.1:5060");
    assertThat(api.bob().get("/v1/tenants/" + api.other + "/registrations").json().path("items"))
        .isEmpty();

    String one = "/extensions/1001/registrations/" + binding.id();
    assertThat(api.bob().delete("/v1/tenants/" + api.other + one).status()).isEqualTo(404);
    assertThat(api.ann().delete(api.acmePath() + one).status()).isEqualTo(204);
    assertThat(api.ann().delete(api.acmePath() + one).status()).isEqualTo(404);
  }

  @Test
  void liveCallsAreListedAndHungUp() {
    var call = CallId.fromLongs(7, 7);
    api.cluster.add(live(api.acme, call));

    var items = api.ann().get(api.acmePath() + "/calls").json().path("items");
    assertThat(items).hasSize(1);
    assertThat(items.get(0).path("state").asText()).isEqualTo("TALKING");

    assertThat(api.bob().delete("/v1/tenants/" + api.other + "/calls/" + call).status())
        .isEqualTo(404);
    assertThat(api.ann().delete(api.acmePath() + "/calls/" + call).status()).isEqualTo(204);
    assertThat(api.ann().delete(api.acmePath() + "/calls/" + call).status()).isEqualTo(404);
    assertThat(api.ann().delete(api.acmePath() + "/calls/none").status()).isEqualTo(404);
  }

  private static LiveCall live(TenantId tenant, CallId call) {
    var started = api.clock.instant();
    return new LiveCall(
        tenant,
        call,
        "1001",
        "1002",
        "TALKING",
        started,
        started.plus(Duration.ofSeconds(3)),
        FakeCluster.NODE);
  }

  @Test
  void nodesAreListedThoseThatAreSilentToo() {
    var items = api.root().get("/v1/nodes").json().path("items");

    assertThat(items).hasSize(2);
    assertThat(items.get(0).path("name").asText()).isEqualTo("node-1");
    assertThat(items.get(1).has("name")).isFalse();
  }
}
