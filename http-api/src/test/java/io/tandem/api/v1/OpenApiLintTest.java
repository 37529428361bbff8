package io.tandem.api.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.api.support.TestApi;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What others check descriptions of APIs with finds no error in ours. */
class OpenApiLintTest {
  private static final Path MODULE = Path.of(System.getProperty("basedir", "."));

  @Test
  void redoclyAndSpectralFindNoError() throws Exception {
    assumeTrue(isOnThePath("npm"), "npm is not installed (Debian: nodejs, npm)");
    Path folder = Files.createDirectories(MODULE.resolve("target/openapi")).toAbsolutePath();
    Path document = folder.resolve("openapi.json");
    try (var api = TestApi.start()) {
      Files.writeString(document, api.nobody().get("/v1/openapi.json").text());
    }

    assertThat(lint(folder, document)).as("in " + document).isEmpty();
  }

  /** What the linters say when they do not like the document; empty when they do. */
  private static String lint(Path folder, Path document) throws IOException, InterruptedException {
    Path script = MODULE.resolve("src/test/openapi/lint").toAbsolutePath();
    var process =
        new ProcessBuilder("sh", script.toString(), folder.toString(), document.toString())
            .redirectErrorStream(true)
            .start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? "" : output;
  }

  private static boolean isOnThePath(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
