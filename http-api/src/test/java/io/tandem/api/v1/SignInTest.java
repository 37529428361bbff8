package io.tandem.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.api.support.ApiClient;
import io.tandem.api.support.TestApi;
import io.tandem.id.TenantId;
import io.tandem.tenant.TenantStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Signing in, and what guessing costs. Each test comes from an address of its own. */
class SignInTest {
  private static TestApi api;
  private static int addresses;

  private final String address = "192.0.2." + ++addresses;

  @BeforeAll
  static void start() {
    api = TestApi.start();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void theSystemsAdministratorGetsATokenThatWorks() {
    var reply = signIn("root", TestApi.PASSWORD);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("token_type").asText()).isEqualTo("Bearer");
    assertThat(reply.json().path("expires_in").asInt()).isEqualTo(900);
    assertThat(reply.json().path("role").asText()).isEqualTo("SYSTEM_ADMIN");
    assertThat(reply.json().has("tenant_id")).isFalse();
    var root = api.nobody().with(reply.json().path("access_token").asText());
    assertThat(root.get("/v1/tenants").status()).isEqualTo(200);
  }

  @Test
  void aTenantsAdministratorSignsInWithTheDomain() {
    var reply = signIn("Ann@ACME.test", TestApi.PASSWORD);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("tenant_id").asText()).isEqualTo(api.acme.value());
    var ann = api.nobody().with(reply.json().path("access_token").asText());
    assertThat(ann.get(api.acmePath()).status()).isEqualTo(200);
  }

  @Test
  void aChangedPasswordReplacesTheOld() {
    api.bob().patch("/v1/tenants/" + api.other + "/users/bob", "{'password': 'another password'}");

    assertThat(signIn("bob@other.test", TestApi.PASSWORD).status()).isEqualTo(401);
    assertThat(signIn("bob@other.test", "another password").status()).isEqualTo(200);
  }

  @Test
  void wrongPasswordUnknownUserAndUnknownDomainLookTheSame() {
    var wrong = signIn("root", "wrong password");

    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.code()).isEqualTo("WRONG_CREDENTIALS");
    for (String name : List.of("nobody", "nobody@acme.test", "ann@no.such.domain", "@")) {
      assertThat(signIn(name, "wrong password").text()).isEqualTo(wrong.text());
    }
  }

  @Test
  void aDisabledUserCannotSignIn() {
    api.ann()
        .put(
            api.acmePath() + "/users/max",
            "{'role': 'TENANT_ADMIN', 'password': '0123456789', 'enabled': false}");

    assertThat(signIn("max@acme.test", "0123456789").status()).isEqualTo(401);
  }

  @Test
  void aTenantThatIsBeingDeletedIsGoneForItsOwnUsersAndNotForTheSystems() {
    String path = "/v1/tenants/" + api.other;
    var wrong = signIn("bob@other.test", "wrong password");
    api.tenants.setStatus(api.other, TenantStatus.DELETING);

    var right = signIn("bob@other.test", TestApi.PASSWORD);
    var read = api.bob().get(path);
    var options = api.bob().send("OPTIONS", path, null);
    var seen = api.root().get(path);
    api.tenants.setStatus(api.other, TenantStatus.ACTIVE);

    assertThat(right.status()).isEqualTo(401);
    assertThat(right.text()).isEqualTo(wrong.text());
    assertThat(read.status()).isEqualTo(404);
    assertThat(read.text())
        .isEqualTo(api.bob().get("/v1/tenants/" + TenantId.fromLong(4711)).text());
    assertThat(options.status()).isEqualTo(404);
    assertThat(seen.json().path("status").asText()).isEqualTo("DELETING");
  }

  @Test
  void guessingIsSlowedDownAndToldForHowLong() {
    for (int i = 0; i < 3; i++) {
      assertThat(signIn("guessed", "wrong password").status()).isEqualTo(401);
    }

    var slowed = signIn("guessed", "wrong password");

    assertThat(slowed.status()).isEqualTo(429);
    assertThat(slowed.code()).isEqualTo("TOO_MANY_REQUESTS");
    assertThat(slowed.header("Retry-After")).isEqualTo("2");
    api.clock.advance(Duration.ofSeconds(2));
    assertThat(signIn("guessed", "wrong password").status()).isEqualTo(401);
  }

  private ApiClient.Reply signIn(String username, String password) {
    return api.nobody()
        .send(
            "POST",
            "/v1/tokens",
            "{'username': '%s', 'password': '%s'}".formatted(username, password),
            "X-Forwarded-For",
            address);
  }
}
