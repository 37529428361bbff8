package io.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.harness.ApiClient;
import io.tandem.store.TestCassandra;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A new installation whose operator has given no password. */
@ResourceLock(Lane.CLUSTER)
class FirstStartIT {
  private static final Pattern SHOWN =
      Pattern.compile("system administrator is (\\S+) with the password (\\S+);");

  @TempDir private static Path folder;

  @Test
  void showsTheGeneratedPasswordOnceAndNotAtTheNextStart() throws Exception {
    InetSocketAddress database = TestCassandra.shared().contactPoint();
    var onAnEmptyDatabase =
        Map.of(
            "TANDEM_CASSANDRA", "127.0.0.1:" + database.getPort(),
            "TANDEM_CASSANDRA_KEYSPACE", "first_start_" + ProcessHandle.current().pid());
    try (var node = new OperatedNode(folder, onAnEmptyDatabase)) {
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
