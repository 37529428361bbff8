package io.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tandem.harness.FreePorts;
import io.tandem.harness.NodeProcess;
import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a node says that cannot start, as its operator reads it: the real main class, a process
 * each.
 */
@ResourceLock(Lane.SHARED_NODE)
class StartRefusalIT {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final FreePorts PORTS = new FreePorts(LOOPBACK);

  /** For whom permissions count: root may read everything unless this is taken away. */
  private static final List<String> AS_ANY_USER =
      System.getProperty("user.name").equals("root")
          ? List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search")
          : List.of();

  @TempDir private Path folder;

  private final Map<String, String> environment = new HashMap<>();
  private final List<Closeable> held = new ArrayList<>();

  @BeforeEach
  void giveItAPlace() {
    environment.putAll(RefusedStart.freePlace(folder));
  }

  @AfterEach
  void letGo() throws IOException {
    for (Closeable one : held) {
      one.close();
    }
  }

  @Test
  void aSipPortInUse() throws Exception {
    var taken = hold(new DatagramSocket(new InetSocketAddress(LOOPBACK, 0)));
    environment.put("TANDEM_SIP_BIND", "127.0.0.1:" + taken.getLocalPort());

    run()
        .says(
            "tandem.sip.bind = 127.0.0.1:%d is wrong: expected a port that is free for UDP"
                .formatted(taken.getLocalPort()));
  }

  @Test
  void anHttpPortInUse() throws Exception {
    var taken = hold(new ServerSocket(0, 1, LOOPBACK));
    environment.put("TANDEM_HTTP_BIND", "127.0.0.1:" + taken.getLocalPort());

    run()
        .says(
            "tandem.http.bind = 127.0.0.1:%d is wrong: expected a port that is free for TCP"
                .formatted(taken.getLocalPort()));
  }

  @Test
  void aClusterPortInUse() throws Exception {
    var taken = hold(new ServerSocket(0, 1, LOOPBACK));
    environment.put("TANDEM_CLUSTER_BIND", "127.0.0.1:" + taken.getLocalPort());

    run()
        .says(
            "tandem.cluster.bind = 127.0.0.1:%d is wrong: expected a port that is free for TCP"
                .formatted(taken.getLocalPort()));
  }

  @Test
  void onePortForTwoThings() throws Exception {
    environment.put("TANDEM_CLUSTER_BIND", environment.get("TANDEM_HTTP_BIND"));

    run().says("tandem.cluster.bind = %s is wrong".formatted(environment.get("TANDEM_HTTP_BIND")));
  }

  @Test
  void anAddressThatIsNotThisHosts() throws Exception {
    environment.put("TANDEM_HTTP_BIND", "192.0.2.77:8080");

    run()
        .says(
            "tandem.http.bind = 192.0.2.77:8080 is wrong: expected an address of this host; it has"
                + " ");
  }

  @Test
  void aFileThatIsNotThere() throws Exception {
    Path file = folder.resolve("absent.conf");

    run("--config", file.toString())
        .says("--config = %s is wrong: expected a file that can be read".formatted(file));
  }

  @Test
  void aFolderInPlaceOfAFile() throws Exception {
    run("--config", folder.toString())
        .says("--config = %s is wrong: expected a file that can be read".formatted(folder));
  }

  @Test
  void aFileThatThisUserMayNotRead() throws Exception {
    Path file = file("tandem {}");
    permit(file, "-wx--x--x");

    RefusedStart.of(folder, environment, AS_ANY_USER, List.of("--config", file.toString()))
        .says("--config = %s is wrong: expected a file that can be read".formatted(file));
  }

  @Test
  void aFileThatIsNoHocon() throws Exception {
    run("--config", file("tandem {").toString()).says("--config = ");
  }

  @Test
  void anUnknownArgument() throws Exception {
    run("--confg").says("argument 1 = --confg is wrong: expected --config FILE or --help");
  }

  @Test
  void noCassandraAtTheContactPoints() throws Exception {
    int nobody = PORTS.tcp(0);
    environment.put("TANDEM_CASSANDRA", "127.0.0.1:" + nobody);

    run("--config", file("tandem.cassandra.connect-within = 1 s").toString())
        .says(
            "tandem.cassandra.contact-points = 127.0.0.1:%d is wrong: expected addresses of running"
                .formatted(nobody));
  }

  @Test
  void aPasswordThatCassandraDoesNotTake() throws Exception {
    var cassandra = hold(new DenyingCassandra());
    environment.put("TANDEM_CASSANDRA", "127.0.0.1:" + cassandra.port());
    environment.put("TANDEM_CASSANDRA_USERNAME", "tandem");
    environment.put("TANDEM_CASSANDRA_PASSWORD", "wrong");

    run("--config", file("tandem.cassandra.connect-within = 1 s").toString())
        .says(
            "tandem.cassandra.username = tandem is wrong: expected a role of the Cassandra at"
                + " 127.0.0.1:"
                + cassandra.port());
  }

  @Test
  void noJarsForTheEmbeddedCassandra() throws Exception {
    environment.put("TANDEM_CASSANDRA_LIB", folder.resolve("nothing").toString());

    run().says("The embedded Cassandra's jars are not in " + folder.resolve("nothing"));
  }

  @Test
  void tooFewFileDescriptors() throws Exception {
    var limited = List.of("sh", "-c", "ulimit -n 1200; exec \"$@\"", "sh");
    RefusedStart.of(folder, environment, limited, List.of())
        .says("ulimit -n = room for 50 calls is wrong: expected four file descriptors for each of");
  }

  @Test
  void aFolderThatCannotBeMade() throws Exception {
    Path data = file("no folder").resolve("data");
    environment.put("TANDEM_DATA", data.toString());

    run()
        .says(
            "tandem.node.data = %s is wrong: expected a folder that this user may write to"
                .formatted(data));
  }

  @ParameterizedTest
  @ValueSource(strings = {"---------", "r-xr-xr-x"})
  void aFolderThatThisUserMayNotWriteTo(String permissions) throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    permit(data, permissions);

    RefusedStart.of(folder, environment, AS_ANY_USER, List.of())
        .says(
            "tandem.node.data = %s is wrong: expected a folder that this user may write to"
                .formatted(data));
  }

  /** As when the node was run by another user before. */
  @Test
  void aFolderWithALockThatThisUserMayNotOpen() throws Exception {
    Path data = folder.resolve("data");
    DataFolder.take(data).close();
    permit(data.resolve("node.lock"), "r--r--r--");

    RefusedStart.of(folder, environment, AS_ANY_USER, List.of())
        .says(
            "tandem.node.data = %s is wrong: expected a folder that this user may write to"
                .formatted(data));
  }

  @Test
  void aFolderOfAnotherNode() throws Exception {
    Path data = folder.resolve("data");
    hold(DataFolder.take(data)::close);

    run()
        .says(
            "tandem.node.data = %s is wrong: expected a folder of this node's own; another node is"
                    .formatted(data)
                + " using this one");
  }

  /** It is no refusal when the operator has it end: nothing is wrong, and nothing else is said. */
  @Test
  void noReasonWhenItIsToldToEndMeanwhile() throws Exception {
    Path log = folder.resolve("output");
    try (var node =
        NodeProcess.start(NodeProcess.Launch.of(TestHome.HOME, log, environment), step -> {})) {
      await().atMost(RefusedStart.LIMIT).until(() -> node.database().isPresent());
      var database = node.database().orElseThrow();
      node.signal("TERM");

      assertThat(node.awaitEnd(RefusedStart.LIMIT)).isEqualTo(143);
      assertThat(database.isAlive()).isFalse();
      await().untilAsserted(() -> assertThat(log).content().contains("Ended before it was ready"));
      assertThat(log).content().doesNotContain("tandem: ", "ERROR", "\tat ");
    }
  }

  private static void permit(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private <T extends Closeable> T hold(T one) {
    held.add(one);
    return one;
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("node.conf"), text);
  }

  private RefusedStart run(String... arguments) throws Exception {
    return RefusedStart.of(folder, environment, List.of(), List.of(arguments));
  }
}
