package io.tandem.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.api.support.TestApi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccountRoutesTest {
  private final TestApi api = TestApi.start();

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void anAccountIsCreatedListedChangedAndRemoved() {
    var made = api.root().put("/v1/accounts/sam", "{'role': 'SUPPORT', 'password': '0123456789'}");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("Location")).isEqualTo("/v1/accounts/sam");
    assertThat(made.text()).doesNotContain("0123456789").doesNotContain("argon2");

    var changed = api.root().patch("/v1/accounts/sam", "{'enabled': false}");
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.json().path("role").asText()).isEqualTo("SUPPORT");
    assertThat(changed.json().path("enabled").asBoolean()).isFalse();
    assertThat(api.root().patch("/v1/accounts/nobody", "{}").status()).isEqualTo(404);

    var items = api.root().get("/v1/accounts").json().path("items");
    assertThat(items.findValuesAsText("username")).containsExactly("root", "sam");
    assertThat(api.root().delete("/v1/accounts/sam").status()).isEqualTo(204);
    assertThat(api.root().delete("/v1/accounts/sam").status()).isEqualTo(404);
  }

  @Test
  void anAdministratorChangesTheirOwnPassword() {
    assertThat(api.root().patch("/v1/accounts/root", "{'password': 'a new password'}").status())
        .isEqualTo(200);

    assertThat(signIn(TestApi.PASSWORD)).isEqualTo(401);
    assertThat(signIn("a new password")).isEqualTo(200);
  }

  private int signIn(String password) {
    return api.nobody()
        .post("/v1/tokens", "{'username': 'root', 'password': '%s'}".formatted(password))
        .status();
  }

  @Test
  void theLastAdministratorStays() {
    for (String body : new String[] {"{'enabled': false}", "{'role': 'SUPPORT'}"}) {
      var refused = api.root().patch("/v1/accounts/root", body);
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.code()).isEqualTo("LAST_ADMIN");
    }
    assertThat(api.root().put("/v1/accounts/root", "{}").code()).isEqualTo("LAST_ADMIN");
    assertThat(api.root().delete("/v1/accounts/root").status()).isEqualTo(409);

    api.root().put("/v1/accounts/two", "{'role': 'SYSTEM_ADMIN', 'password': '0123456789'}");
    assertThat(api.root().delete("/v1/accounts/root").status()).isEqualTo(204);
  }

  @Test
  void aPutTakesDefaultsForWhatIsAbsentAndKeepsThePassword() {
    String two = "/v1/accounts/two";
    api.root().put(two, "{'role': 'SYSTEM_ADMIN', 'password': '0123456789', 'enabled': false}");

    var replaced = api.root().put(two, "{}");

    assertThat(replaced.status()).isEqualTo(200);
    assertThat(replaced.json().path("role").asText()).isEqualTo("SUPPORT");
    assertThat(replaced.json().path("enabled").asBoolean()).isTrue();
    String signIn = "{'username': 'two', 'password': '0123456789'}";
    assertThat(api.nobody().post("/v1/tokens", signIn).status()).isEqualTo(200);
  }

  @Test
  void aNewAccountNeedsAPassword() {
    var reply = api.root().put("/v1/accounts/sam", "{'role': 'SUPPORT'}");

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.wrongFields()).containsExactly("password");
    assertThat(api.root().put("/v1/accounts/Not%20A%20Name", "{}").status()).isEqualTo(404);
  }
}
