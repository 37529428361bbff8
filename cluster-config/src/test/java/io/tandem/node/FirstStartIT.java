package io.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.harness.ApiClient;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new installation whose operator has given no password. */
class FirstStartIT {
  private static final Pattern SHOWN =
      Pattern.compile("system administrator is (\\S+) with the password (\\S+);");

  @TempDir private static Path folder;

  @Test
  void showsTheGeneratedPasswordOnceAndNotAtTheNextStart() throws Exception {
    try (var node = new OperatedNode(folder, "")) {
      node.start();
      var shown = SHOWN.matcher(node.readLog()).results().toList();
      assertThat(shown).hasSize(1);
      String username = shown.get(0).group(1);
      String password = shown.get(0).group(2);
      assertThat(node.readLog().split(Pattern.quote(password), -1)).hasSize(2);
      node.process().close();

      node.start();

      assertThat(node.readLog()).doesNotContain("with the password").doesNotContain(password);
      ApiClient.signIn(node.uri(), username, password).get("/v1/tenants").expect(200);
    }
  }
}
