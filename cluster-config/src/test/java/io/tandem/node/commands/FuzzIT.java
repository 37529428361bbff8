package io.tandem.node.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.fuzz.Fuzz;
import io.tandem.fuzz.FuzzMain;
import io.tandem.harness.ApiClient;
import io.tandem.harness.FreePorts;
import io.tandem.harness.NodeProcess;
import io.tandem.node.Lane;
import io.tandem.node.TestHome;
import io.tandem.store.TestCassandra;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Half a minute of {@code ./tandem fuzz sip}. */
@ResourceLock(Lane.PROCESS)
class FuzzIT {
  private static final String PASSWORD = "the administrator's";

  @TempDir private Path folder;

  @Test
  void whateverAStrangerSendsBringsOutNoDefect() throws Exception {
    long seed = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
    System.out.println("FuzzIT: ./tandem fuzz sip --seed " + seed);
    var ports = new FreePorts(InetAddress.getLoopbackAddress());
    int sip = ports.anySip();
    int http = ports.tcp(0);
    var environment =
        Map.of(
            "TANDEM_NODE_NAME",
            "fuzzed",
            "TANDEM_CASSANDRA",
            "127.0.0.1:" + TestCassandra.shared().contactPoint().getPort(),
            "TANDEM_CASSANDRA_KEYSPACE",
            TestCassandra.newKeyspace(),
            "TANDEM_DATA",
            folder.resolve("data").toString(),
            "TANDEM_DRAIN",
            "1 s",
            "TANDEM_SIP_BIND",
            "127.0.0.1:" + sip,
            "TANDEM_MEDIA_BIND",
            "127.0.0.1",
            "TANDEM_HTTP_BIND",
            "127.0.0.1:" + http,
            "TANDEM_CLUSTER_BIND",
            "127.0.0.1:" + ports.tcp(0),
            "TANDEM_ADMIN_PASSWORD",
            PASSWORD);
    Path log = folder.resolve("node.log");
    var launch = NodeProcess.Launch.of(TestHome.HOME, log, environment);
    try (var node = NodeProcess.start(launch, step -> {})) {
      node.awaitReady(Duration.ofMinutes(2));
      var api = ApiClient.signIn(URI.create("http://127.0.0.1:" + http), "admin", PASSWORD);
      var report = new Fuzz(seed, FuzzMain.node(api, sip), line -> {}).run(Duration.ofSeconds(30));
      assertThat(report.findings()).as("seed " + seed).isEmpty();
      assertThat(report.messages()).isGreaterThan(1_000);
    }
    assertThat(traces(log)).as("stack traces, seed " + seed).isEmpty();
  }

  private static List<String> traces(Path log) throws java.io.IOException {
    try (var lines = Files.lines(log)) {
      return lines.filter(line -> line.startsWith("\tat ")).toList();
    }
  }
}
