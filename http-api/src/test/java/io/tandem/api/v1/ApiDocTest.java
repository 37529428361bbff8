package io.tandem.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.api.auth.Access;
import io.tandem.api.http.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the table of resources in docs/api.md to the endpoints. */
class ApiDocTest {
  private static final String UPDATE = "tandem.docs.update";
  private static final String BEGIN =
      "| method | path | access | If-Match | |\n|---|---|---|---|---|\n";
  private static final Path PAGE =
      Path.of(System.getProperty("basedir", "."), "..", "docs", "api.md");

  @Test
  void theTableOfResourcesShowsEveryEndpoint() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf("\n\n", begin) + 1;
    String expected = page.substring(0, begin) + table() + page.substring(end);
    if (System.getProperty(UPDATE) != null) {
      Files.writeString(PAGE, expected);
    }

    assertThat(Files.readString(PAGE))
        .as(
            """
            The table of resources in docs/api.md is not what Api.endpoints says.
            Write it anew, then commit it:

              ./mvnw -q -pl http-api -am test -Dtest=ApiDocTest \
            -Dsurefire.failIfNoSpecifiedTests=false -D%s=true
            """
                .formatted(UPDATE))
        .isEqualTo(expected);
  }

  private static String table() {
    var services =
        new Api.Services(
            null, null, null, null, null, null, null, null, null, null, null, null, "");
    return Api.endpoints(services).stream().map(ApiDocTest::row).collect(Collectors.joining());
  }

  private static String row(Endpoint<?> endpoint) {
    return "| %s | `%s` | %s | %s | %s |\n"
        .formatted(
            endpoint.method(),
            endpoint.path(),
            access(endpoint.access()),
            endpoint.conditional() ? "yes" : "",
            endpoint.summary());
  }

  private static String access(Access access) {
    return switch (access) {
      case PUBLIC -> "everybody";
      case TENANT_ADMIN -> "tenant";
      case SYSTEM_ADMIN -> "system";
    };
  }
}
