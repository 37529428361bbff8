package io.tandem.api.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tandem.api.support.TestApi;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that do not fit: each is refused with the fields that are wrong, and changes nothing. */
class BodiesTest {
  private static final String ADMIN =
      "'administrator': {'username': 'a', 'password': '0123456789'}";

  private static TestApi api;

  @BeforeAll
  static void start() {
    api = TestApi.start();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "1",
        "'text'",
        "{",
        "{]",
        "{'domain': }",
        "{'domain': 'a.test'} {}",
        "{'domain': 'a.test', 'domain': 'b.test'}",
        "{'domain': NaN}",
        "<xml/>",
        "{'domain': 'x.test', 'a\\ud83d': 1}",
        "{\"domain\": \"\\ud8"
      })
  void whatIsNoJsonObjectIs400(String body) {
    var reply = api.root().post("/v1/tenants", body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.code()).isEqualTo("MALFORMED_JSON");
    assertNothingWasCreated();
  }

  static Stream<Arguments> wrongTenants() {
    return Stream.of(
        arguments("{}", List.of("domain", "administrator")),
        arguments("{'domain': 'x.test', 'administrator': {}}", List.of("administrator.username")),
        arguments(
            "{'domain': 'x.test', 'administrator': {'username': 'ann'}}",
            List.of("administrator.password")),
        arguments("{'domain': 'x.test', 'administrator': null}", List.of("administrator")),
        arguments("{'domain': 'x.test', 'administrator': []}", List.of("administrator")),
        arguments("{'domain': 7, " + ADMIN + "}", List.of("domain")),
        arguments("{'domain': true, " + ADMIN + "}", List.of("domain")),
        arguments("{'domain': '', " + ADMIN + "}", List.of("domain")),
        arguments("{'domain': 'x\\ud83d.test', " + ADMIN + "}", List.of("domain")),
        arguments(
            "{'domain': 'x.test', 'display_name': 'A\\ud83d', " + ADMIN + "}",
            List.of("display_name")),
        arguments(
            "{'domain': 'x.test', 'display_name': '\\ude80A', " + ADMIN + "}",
            List.of("display_name")),
        arguments(
            "{'domain': 'x.test', 'administrator': {'username': 'a', 'password': '012345678\\ud83d'}}",
            List.of("administrator.password")),
        arguments(
            "{'domain': 'x.test', 'settings': {'digest_algorithms': ['MD5', '\\ud83d']}, "
                + ADMIN
                + "}",
            List.of("settings.digest_algorithms[1]")),
        arguments(
            "{'domain': 'x.test', 'settings': {'time_zone': '\\ud83d'}, " + ADMIN + "}",
            List.of("settings.time_zone")),
        arguments("{'domain': 'a b', " + ADMIN + "}", List.of("domain")),
        arguments("{'domain': '-a.test', " + ADMIN + "}", List.of("domain")),
        arguments("{'domain': 'a..test', " + ADMIN + "}", List.of("domain")),
        arguments("{'domain': '" + "a".repeat(64) + ".test', " + ADMIN + "}", List.of("domain")),
        arguments("{'domain': 'x.test', 'owner': 1, " + ADMIN + "}", List.of("owner")),
        arguments(
            "{'domain': 'x.test', 'administrator': {'username': 'A B', 'password': 'short'}}",
            List.of("administrator.username", "administrator.password")),
        arguments(
            "{'domain': 'x.test', 'limits': {'extensions': 'many'}, " + ADMIN + "}",
            List.of("limits.extensions")),
        arguments(
            "{'domain': 'x.test', 'limits': {'extensions': '5'}, " + ADMIN + "}",
            List.of("limits.extensions")),
        arguments(
            "{'domain': 'x.test', 'limits': {'extensions': 1.5}, " + ADMIN + "}",
            List.of("limits.extensions")),
        arguments(
            "{'domain': 'x.test', 'limits': {'extensions': 99999999999}, " + ADMIN + "}",
            List.of("limits.extensions")),
        arguments(
            "{'domain': 'x.test', 'limits': {'cost': 1}, " + ADMIN + "}", List.of("limits.cost")),
        arguments(
            "{'domain': 'x.test', 'settings': {'ring_time': 'soon'}, " + ADMIN + "}",
            List.of("settings.ring_time")),
        arguments(
            "{'domain': 'x.test', 'settings': {'digest_algorithms': 'MD5'}, " + ADMIN + "}",
            List.of("settings.digest_algorithms")),
        arguments(
            "{'domain': 'x.test', 'settings': {'digest_algorithms': [null, 'MD5', null]}, "
                + ADMIN
                + "}",
            List.of("settings.digest_algorithms[0]", "settings.digest_algorithms[2]")),
        arguments(
            "{'domain': 'x.test', 'settings': {'digest_algorithms': [['MD5']]}, " + ADMIN + "}",
            List.of("settings.digest_algorithms[0]")),
        arguments(
            "{'domain': 'x.test', 'settings': {'ring_time': 30}, " + ADMIN + "}",
            List.of("settings.ring_time")),
        arguments(
            "{'domain': 'x.test', 'settings': {'ring_time': ''}, " + ADMIN + "}",
            List.of("settings.ring_time")),
        arguments(
            "{'domain': 'x.test', 'settings': {'registration_expiry': {'minimum': [1]}}, "
                + ADMIN
                + "}",
            List.of("settings.registration_expiry.minimum")),
        arguments("{'domain': 'x.test', 'settings': '', " + ADMIN + "}", List.of("settings")),
        arguments(
            "{'domain': 'x.test', 'limits': {'extensions': ''}, " + ADMIN + "}",
            List.of("limits.extensions")),
        arguments(
            "{'domain': 'x.test', 'limits': {'extensions': {'most': 1}}, " + ADMIN + "}",
            List.of("limits.extensions")),
        arguments(
            "{'domain': 'x.test', 'expires_at': 1767225600, " + ADMIN + "}", List.of("expires_at")),
        arguments(
            "{'domain': 'x.test', 'expires_at': '1767225600', " + ADMIN + "}",
            List.of("expires_at")),
        arguments(
            "{'domain': 'x.test', 'expires_at': 'tomorrow', " + ADMIN + "}",
            List.of("expires_at")));
  }

  @ParameterizedTest
  @MethodSource("wrongTenants")
  void wrongFieldsOfATenantAreAllNamed(String body, List<String> fields) {
    var reply = api.root().post("/v1/tenants", body);

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.code()).isEqualTo("INVALID");
    assertThat(reply.wrongFields()).containsExactlyElementsOf(fields);
    assertThat(reply.text()).doesNotContain("jackson").doesNotContain("java.");
    assertNothingWasCreated();
  }

  static Stream<Arguments> wrongExtensions() {
    return Stream.of(
        arguments("{'number': '1', 'password': '12345678'}", List.of("number")),
        arguments("{'number': '10a', 'password': '12345678'}", List.of("number")),
        arguments("{'number': 1001, 'password': '12345678'}", List.of("number")),
        arguments("{'number': '" + "1".repeat(16) + "', 'password': 'x'}", List.of("number")),
        arguments("{'number': '1001'}", List.of("password")),
        arguments("{'number': '1001', 'password': 'x', 'enabled': 'yes'}", List.of("enabled")),
        arguments("{'number': '1001', 'password': 'x', 'enabled': 1}", List.of("enabled")),
        arguments("{'number': '1001', 'password': 'x', 'enabled': ''}", List.of("enabled")),
        arguments("{'number': '1001', 'password': 'x', 'ring_time': 20}", List.of("ring_time")),
        arguments("{'number': '1001', 'password': 'x', 'secret': 'x'}", List.of("secret")));
  }

  @ParameterizedTest
  @MethodSource("wrongExtensions")
  void wrongFieldsOfAnExtensionAreNamed(String body, List<String> fields) {
    var reply = api.ann().post(api.acmePath() + "/extensions", body);

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.wrongFields()).containsExactlyElementsOf(fields);
    assertThat(api.ann().get(api.acmePath() + "/extensions").json().path("items")).isEmpty();
  }

  static Stream<Arguments> wrongUsers() {
    return Stream.of(
        arguments("{'role': 'KING', 'password': '0123456789'}", List.of("role")),
        arguments("{'role': 0, 'password': '0123456789'}", List.of("role")),
        arguments("{'role': '0', 'password': '0123456789'}", List.of("role")),
        arguments("{'role': '', 'password': '0123456789'}", List.of("role")),
        arguments("{'role': ['USER'], 'password': '0123456789'}", List.of("role")),
        arguments("{'role': 'USER', 'password': 'short'}", List.of("password")),
        arguments("{'role': 'USER', 'password': 1234567890}", List.of("password")),
        arguments(
            "{'role': 'USER', 'password': '0123456789', 'extension': 1001}", List.of("extension")),
        arguments(
            "{'role': 'USER', 'password': '0123456789', 'extension': 'x'}", List.of("extension")),
        arguments("{'role': 'USER'}", List.of("password")));
  }

  @ParameterizedTest
  @MethodSource("wrongUsers")
  void wrongFieldsOfAUserAreNamed(String body, List<String> fields) {
    var reply = api.ann().put(api.acmePath() + "/users/joe", body);

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.wrongFields()).containsExactlyElementsOf(fields);
    assertThat(api.ann().get(api.acmePath() + "/users/joe").status()).isEqualTo(404);
  }

  static Stream<Arguments> wrongAccounts() {
    return Stream.of(
        arguments("{'role': 1, 'password': '0123456789'}", List.of("role")),
        arguments("{'role': 'TENANT_ADMIN', 'password': '0123456789'}", List.of("role")),
        arguments("{'role': 'SUPPORT', 'password': 'short'}", List.of("password")),
        arguments("{'password': '0123456789', 'enabled': 'true'}", List.of("enabled")),
        arguments("{'password': '0123456789', 'tenant': 'x'}", List.of("tenant")),
        arguments("{'role': 'SUPPORT'}", List.of("password")));
  }

  @ParameterizedTest
  @MethodSource("wrongAccounts")
  void wrongFieldsOfAnAccountAreNamed(String body, List<String> fields) {
    var reply = api.root().put("/v1/accounts/joe", body);

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.wrongFields()).containsExactlyElementsOf(fields);
    assertThat(api.root().get("/v1/accounts").json().path("items")).hasSize(1);
  }

  static Stream<Arguments> wrongChanges() {
    return Stream.of(
        arguments("", "{'status': 0}", "status"),
        arguments("", "{'status': 'EXPIRING'}", "status"),
        arguments("", "{'expires_at': 1767225600.5}", "expires_at"),
        arguments("", "{'domain': 'new.test'}", "domain"),
        arguments(
            "", "{'settings': {'digest_algorithms': [null]}}", "settings.digest_algorithms[0]"),
        arguments("/settings", "{'digest_algorithms': [null]}", "digest_algorithms[0]"),
        arguments("/settings", "{'cdr_retention': 86400}", "cdr_retention"),
        arguments("/settings", "{'time_zone': 1}", "time_zone"),
        arguments(
            "/settings",
            "{'registration_expiry': {'standard': 60}}",
            "registration_expiry.standard"),
        arguments("/users/ann", "{'role': 0}", "role"),
        arguments("/users/ann", "{'extension': {'number': '1001'}}", "extension"));
  }

  @ParameterizedTest
  @MethodSource("wrongChanges")
  void wrongFieldsOfAChangeAreNamed(String path, String body, String field) {
    var before = api.root().get(api.acmePath()).json();

    var reply = api.root().patch(api.acmePath() + path, body);

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.wrongFields()).containsExactly(field);
    assertThat(api.root().get(api.acmePath()).json()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'role': 0}|role must be one of [",
        "{'enabled': 1}|enabled must be true or false",
        "{'display_name': 1}|display_name must be a text",
        "{'extension': []}|extension must be a text"
      })
  void whatIsExpectedIsSaidInWords(String body, String words) {
    var reply = api.root().patch(api.acmePath() + "/users/ann", body);

    assertThat(reply.json().path("detail").asText()).startsWith(words);
  }

  private static void assertNothingWasCreated() {
    assertThat(api.root().get("/v1/tenants").json().path("items")).hasSize(2);
  }
}
