package io.tandem.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tandem.api.support.ApiClient;
import io.tandem.api.support.TestApi;
import io.tandem.id.TenantId;
import io.tandem.store.AuditEntry;
import io.tandem.store.AuditKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditRoutesTest {
  private static TestApi api;

  @BeforeAll
  static void start() {
    api = TestApi.start();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @BeforeEach
  void aDayPasses() {
    api.clock.advance(Duration.ofDays(8)); // what other tests have left is out of the default span
  }

  private static void keep(Optional<TenantId> owner, AuditKind kind, String id) {
    var entry =
        new AuditEntry(
            api.clock.instant(),
            id,
            "1001",
            "192.0.2.7",
            "sip.password",
            null,
            null,
            "{'a': 1}".replace('\'', '"'));
    api.audit.append(owner, kind, entry);
  }

  private static List<String> ids(ApiClient.Reply reply) {
    return texts(reply, "id");
  }

  private static List<String> texts(ApiClient.Reply reply, String field) {
    assertThat(reply.status()).isEqualTo(200);
    var texts = new ArrayList<String>();
    reply.json().path("items").forEach(item -> texts.add(item.path(field).asText()));
    return texts;
  }

  @Test
  void aTenantSeesItsOwnNewestFirstPageByPage() {
    keep(Optional.of(api.acme), AuditKind.FAILURE, "first");
    keep(Optional.of(api.acme), AuditKind.CHANGE, "second");
    keep(Optional.of(api.other), AuditKind.FAILURE, "foreign");
    keep(Optional.empty(), AuditKind.FAILURE, "nobodys");

    var page = api.ann().get(api.acmePath() + "/audit?limit=1");
    assertThat(ids(page)).containsExactly("second");
    String cursor = page.json().path("next_cursor").asText();
    var last = api.ann().get(api.acmePath() + "/audit?limit=1&cursor=" + cursor);
    assertThat(ids(last)).containsExactly("first");
    assertThat(last.json().path("next_cursor").isNull()).isTrue();
    JsonNode item = last.json().path("items").path(0);
    assertThat(item.path("kind").asText()).isEqualTo("FAILURE");
    assertThat(item.path("origin").asText()).isEqualTo("192.0.2.7");
    assertThat(item.path("after").path("a").asInt()).isEqualTo(1);
  }

  @Test
  void kindAndTimeNarrowIt() {
    var path = api.acmePath() + "/audit";
    keep(Optional.of(api.acme), AuditKind.FAILURE, "failure");
    keep(Optional.of(api.acme), AuditKind.CHANGE, "change");
    var before = api.clock.instant();
    api.clock.advance(Duration.ofHours(1));

    assertThat(ids(api.ann().get(path + "?kind=FAILURE"))).containsExactly("failure");
    assertThat(ids(api.ann().get(path + "?to=" + before))).isEmpty();
    assertThat(ids(api.ann().get(path + "?from=" + before))).hasSize(2);
    assertThat(api.ann().get(path + "?kind=OTHER").status()).isEqualTo(400);
    assertThat(api.ann().get(path + "?from=2030-01-01T00:00:00Z&to=2029-01-01T00:00:00Z").status())
        .isEqualTo(400);
    assertThat(api.ann().get(path + "?cursor=nonsense").status()).isEqualTo(400);
  }

  @Test
  void theInstallationHearsOfEverySignInAndATenantOfItsOwn() {
    signIn("root", TestApi.PASSWORD, "203.0.113.1");
    signIn("ann@acme.test", "wrong password", "203.0.113.2");
    signIn("nobody@nowhere.test", "wrong password", "203.0.113.3");

    var all = api.root().get("/v1/audit?kind=LOGIN");
    assertThat(texts(all, "actor")).containsExactly("nobody@nowhere.test", "ann@acme.test", "root");
    assertThat(texts(all, "action"))
        .containsExactly("login.refused", "login.refused", "login.accepted");
    assertThat(texts(all, "origin")).containsExactly("203.0.113.3", "203.0.113.2", "203.0.113.1");
    var own = api.ann().get(api.acmePath() + "/audit?kind=LOGIN");
    assertThat(texts(own, "actor")).containsExactly("ann@acme.test");
    assertThat(texts(api.bob().get("/v1/tenants/" + api.other + "/audit"), "actor")).isEmpty();
  }

  private static void signIn(String username, String password, String address) {
    api.nobody()
        .send(
            "POST",
            "/v1/tokens",
            "{'username': '%s', 'password': '%s'}".formatted(username, password),
            "X-Forwarded-For",
            address);
  }

  @Test
  void whoChangesAnAccountIsWrittenDownWithoutThePassword() {
    api.root().put("/v1/accounts/helper", "{'password': 'a long enough one'}");
    api.root().delete("/v1/accounts/helper");

    var changes = api.root().get("/v1/audit?kind=CHANGE");
    assertThat(texts(changes, "action")).containsExactly("account.remove", "account.put");
    assertThat(texts(changes, "object")).containsOnly("account/helper");
    assertThat(texts(changes, "actor")).containsOnly("root");
    assertThat(changes.text()).doesNotContain("long enough").contains("new_password");
  }
}
