package io.tandem.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tandem.api.support.ApiClient;
import io.tandem.api.support.TestApi;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Users whose password nobody else has chosen. Each test comes from an address of its own. */
class InvitationTest {
  private static final String PASSWORD = "my very own password";
  private static final String HASH =
      "$argon2id$v=19$m=16384,t=1,p=1$c29tZXNhbHRzb21lc2FsdA"
          + "$MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI";

  private static TestApi api;
  private static int number;

  private final String domain = "invited-" + ++number + ".test";
  private final String address = "198.51.100." + number;

  @BeforeAll
  static void start() {
    api = TestApi.start();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void aTenantsFirstAdministratorSetsThePasswordAlone() {
    var tenant = tenant("'invitation': {}");
    String token = tenant.path("invitation").path("token").asText();
    assertThat(token).hasSize(43);
    assertThat(api.root().get(path(tenant)).json().has("invitation")).isFalse();
    assertThat(signIn(PASSWORD)).isEqualTo(401);

    assertThat(accept("eve", token, PASSWORD).status()).isEqualTo(204);

    assertThat(signIn(PASSWORD)).isEqualTo(200);
    assertThat(accept("eve", token, "another password").status())
        .as("a token is good once")
        .isEqualTo(401);
    assertThat(signIn(PASSWORD)).isEqualTo(200);
  }

  @Test
  void anInvitationEnds() {
    var tenant = tenant("'invitation': {'valid_for': 'PT1H'}");
    String token = tenant.path("invitation").path("token").asText();
    assertThat(user(tenant).path("invited_until"))
        .isEqualTo(tenant.path("invitation").path("expires_at"));

    api.clock.advance(Duration.ofHours(1));

    assertThat(accept("eve", token, PASSWORD).status()).isEqualTo(401);
  }

  @Test
  void anotherInvitationReplacesTheFirstAndAPasswordRevokesIt() {
    var tenant = tenant("'invitation': {}");
    String first = tenant.path("invitation").path("token").asText();

    var again = api.root().patch(path(tenant) + "/users/eve", "{'invitation': {}}");
    String second = again.json().path("invitation").path("token").asText();
    assertThat(second).hasSize(43).isNotEqualTo(first);
    assertThat(accept("eve", first, PASSWORD).status()).isEqualTo(401);

    var revoked = api.root().patch(path(tenant) + "/users/eve", "{'password': '0123456789'}");
    assertThat(revoked.json().has("invited_until")).isFalse();
    assertThat(accept("eve", second, PASSWORD).status()).isEqualTo(401);
    assertThat(signIn("0123456789")).isEqualTo(200);
  }

  @Test
  void aUserIsInvitedByTheTenantsAdministratorToo() {
    var tenant = tenant("'password_hash': '" + HASH + "'");
    var created =
        api.root().put(path(tenant) + "/users/max", "{'role': 'TENANT_ADMIN', 'invitation': {}}");
    assertThat(created.status()).isEqualTo(201);

    String token = created.json().path("invitation").path("token").asText();
    assertThat(accept("eve", token, PASSWORD).status()).as("another's").isEqualTo(401);
    assertThat(accept("max", token, PASSWORD).status()).isEqualTo(204);
  }

  @Test
  void aReadyHashIsTakenAndCheckedAgainst() {
    String text = TestApi.join(TestApi.PASSWORDS.hash("test", PASSWORD));

    tenant("'password_hash': '" + text + "'");

    assertThat(signIn(PASSWORD)).isEqualTo(200);
    assertThat(signIn("another password")).isEqualTo(401);
  }

  @Test
  void whatIsNoHashAndMoreThanOneOfThemAreRefused() {
    assertThat(refused("'password_hash': '$argon2id$v=19$m=16,t=1,p=1$c29tZXNhbHQ$MTIzNDU2Nzg'"))
        .isEqualTo("administrator.password_hash");
    assertThat(refused("'invitation': {'valid_for': 'P31D'}"))
        .isEqualTo("administrator.invitation.valid_for");
    assertThat(refused("'invitation': {}, 'password': '0123456789'"))
        .isEqualTo("administrator.password");
    assertThat(refused("'password': null")).isEqualTo("administrator.password");
  }

  @Test
  void guessingIsSlowedDownAsSigningInIs() {
    tenant("'invitation': {}");

    int last = 0;
    for (int i = 0; i < 5; i++) {
      last = accept("eve", "x".repeat(43), PASSWORD).status();
    }

    assertThat(last).isEqualTo(429);
  }

  private JsonNode tenant(String secret) {
    var reply = create(secret);
    assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    return reply.json();
  }

  private String refused(String secret) {
    var reply = create(secret);
    assertThat(reply.status()).isEqualTo(422);
    return reply.json().path("errors").path(0).path("field").asText();
  }

  private ApiClient.Reply create(String secret) {
    return api.root()
        .post(
            "/v1/tenants",
            "{'domain': '%s', 'administrator': {'username': 'eve', %s}}".formatted(domain, secret));
  }

  private static String path(JsonNode tenant) {
    return "/v1/tenants/" + tenant.path("id").asText();
  }

  private static JsonNode user(JsonNode tenant) {
    return api.root().get(path(tenant) + "/users/eve").json();
  }

  private ApiClient.Reply accept(String name, String token, String password) {
    return api.nobody()
        .send(
            "POST",
            "/v1/invitations/accept",
            "{'username': '%s@%s', 'token': '%s', 'password': '%s'}"
                .formatted(name, domain, token, password),
            "X-Forwarded-For",
            address);
  }

  private int signIn(String password) {
    return api.nobody()
        .send(
            "POST",
            "/v1/tokens",
            "{'username': 'eve@%s', 'password': '%s'}".formatted(domain, password),
            "X-Forwarded-For",
            address)
        .status();
  }
}
