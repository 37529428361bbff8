package io.tandem.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.api.support.TestApi;
import io.tandem.id.Extension;
import io.tandem.tenant.ExtensionWish;
import io.tandem.tenant.Origin;
import io.tandem.tenant.PutMode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What administrators do with extensions; versions, limits and pages by their example. */
class ExtensionResourcesTest {
  private static final String NEW_EXTENSION = "{'number': '%s', 'password': 'secret-of-phone'}";
  private static final Origin RIVAL = new Origin("rival", "");

  private final TestApi api = TestApi.start();

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void anExtensionsLifeFromCreationToRemoval() {
    String one = api.acmePath() + "/extensions/1001";
    var made = api.root().post(api.acmePath() + "/extensions", NEW_EXTENSION.formatted("1001"));
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
    api.root().post(api.acmePath() + "/extensions", NEW_EXTENSION.formatted("1001"));

    var again = api.root().post(api.acmePath() + "/extensions", NEW_EXTENSION.formatted("1001"));

    assertThat(again.status()).isEqualTo(409);
    assertThat(again.code()).isEqualTo("EXISTS");
  }

  @Test
  void theLimitOfExtensionsHolds() {
    api.root().patch(api.acmePath(), "{'limits': {'extensions': 0}}");

    var reply = api.root().post(api.acmePath() + "/extensions", NEW_EXTENSION.formatted("1001"));

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.code()).isEqualTo("LIMIT_REACHED");
    assertThat(
            api.root()
                .get(api.acmePath() + "/usage")
                .json()
                .path("extensions")
                .path("limit")
                .asInt())
        .isZero();
  }

  @Test
  void aStaleIfMatchIs412AndAnActualOneWrites() {
    String one = api.acmePath() + "/extensions/1001";
    String first =
        api.root()
            .post(api.acmePath() + "/extensions", NEW_EXTENSION.formatted("1001"))
            .header("ETag");
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
  void ofSeveralETagsOneSufficesAndAStarIsAnyOfWhatIsThere() {
    String one = api.acmePath() + "/extensions/1001";
    String first =
        api.root()
            .post(api.acmePath() + "/extensions", NEW_EXTENSION.formatted("1001"))
            .header("ETag");
    for (String match : List.of("%s, \"x\"", "\"1\" , %s", "W/\"9\",%s,", "*")) {
      String etag = api.root().get(one).header("ETag");
      assertThat(api.root().put(one, "{}", "If-Match", match.formatted(etag)).status())
          .as(match)
          .isEqualTo(200);
    }

    for (String stale : List.of(first + ", \"1\"", "\"x\", \"y\"", ",", "*, *")) {
      assertThat(api.root().delete(one, "If-Match", stale).status()).as(stale).isEqualTo(412);
    }
    assertThat(api.root().delete(one, "If-Match", "*").status()).isEqualTo(204);
    for (String match : List.of("*", first)) {
      String body = "{'password': 'secret-of-phone'}";
      assertThat(api.root().put(one, body, "If-Match", match).status()).isEqualTo(412);
      assertThat(api.root().delete(one, "If-Match", match).status()).isEqualTo(404);
    }
    assertThat(api.root().get(one).status()).isEqualTo(404);
  }

  @Test
  void aPutThatCreatesAnswers201() {
    for (String path : List.of("/extensions/1001", "/users/joe")) {
      String one = api.acmePath() + path;
      String body = "{'password': 'secret-of-phone'}";

      var made = api.ann().put(one, body);
      assertThat(made.status()).isEqualTo(201);
      assertThat(made.header("Location")).isEqualTo(one);
      assertThat(made.json()).isEqualTo(api.ann().get(one).json());
      assertThat(api.ann().put(one, body).status()).isEqualTo(200);
    }
  }

  @Test
  void aPutThatFindsTheNodesCopyBehindDoesWhatIsRight() {
    String one = api.acmePath() + "/extensions/1001";
    api.tenants.beforeNextWrite(() -> put(PutMode.CREATE));
    assertThat(api.root().put(one, "{'password': 'secret-of-phone'}").status()).isEqualTo(200);

    api.tenants.beforeNextWrite(
        () ->
            api.tenants.removeExtension(
                api.acme, new Extension("1001"), OptionalLong.empty(), RIVAL));
    assertThat(api.root().put(one, "{'password': 'secret-of-phone'}").status()).isEqualTo(201);
  }

  private void put(PutMode mode) {
    api.tenants.putExtension(
        api.acme,
        new Extension("1001"),
        new ExtensionWish("Rival", true, "secret-of-phone", null),
        mode,
        OptionalLong.empty(),
        RIVAL);
  }

  @Test
  void twoChangesOfDifferentFieldsAtTheSameTimeBothSucceed() {
    String one = api.acmePath() + "/extensions/1001";
    api.root().post(api.acmePath() + "/extensions", NEW_EXTENSION.formatted("1001"));
    api.tenants.beforeNextWrite(() -> put(PutMode.REPLACE));

    var reply = api.root().patch(one, "{'ring_time': 'PT20S'}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("display_name").asText()).isEqualTo("Rival");
    assertThat(reply.json().path("ring_time").asText()).isEqualTo("PT20S");
  }

  @Test
  void listsAreReadPageByPage() {
    var created = List.of("1001", "1002", "1003", "1004", "1005");
    created.forEach(
        n -> api.root().post(api.acmePath() + "/extensions", NEW_EXTENSION.formatted(n)));

    var read = new ArrayList<String>();
    String query = "?limit=2";
    while (query != null) {
      var page = api.root().get(api.acmePath() + "/extensions" + query).json();
      page.path("items").forEach(item -> read.add(item.path("number").asText()));
      var next = page.path("next_cursor");
      query = next.isNull() ? null : "?limit=2&cursor=" + next.asText();
    }

    assertThat(read).isEqualTo(created);
  }
}
