package io.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.harness.FreePorts;
import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What a node says that cannot start, as its operator reads it: the real main class, a process
 * each.
 */
@Execution(ExecutionMode.CONCURRENT)
class StartRefusalIT {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final FreePorts PORTS = new FreePorts(LOOPBACK);
  private static final Path HOME =
      Path.of(System.getProperty("basedir", ".")).resolve("..").toAbsolutePath().normalize();

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private Path folder;

  private final Map<String, String> environment = new HashMap<>();
  private final List<Closeable> held = new ArrayList<>();

  @BeforeEach
  void giveItAPlace() {
    environment.put("TANDEM_NODE_NAME", "refused");
    environment.put("TANDEM_DATA", folder.resolve("data").toString());
    environment.put("TANDEM_SIP_BIND", "127.0.0.1:" + PORTS.sip(0));
    environment.put("TANDEM_HTTP_BIND", "127.0.0.1:" + PORTS.tcp(0));
    environment.put("TANDEM_CLUSTER_BIND", "127.0.0.1:" + PORTS.tcp(0));
    environment.put("TANDEM_MEDIA_BIND", "127.0.0.1");
  }

  @AfterEach
  void letGo() throws IOException {
    for (Closeable one : held) {
      one.close();
    }
  }

  /**
   * @param output what it said, both streams
   */
  private record End(int status, String output) {
    /**
     * One sentence, which begins so, is all that was said beside the log; no database was begun.
     */
    void says(String beginning) {
      assertThat(status).as(output).isEqualTo(1);
      assertThat(output.lines().filter(line -> line.startsWith("tandem: ")))
          .singleElement()
          .asString()
          .startsWith("tandem: " + beginning);
      assertThat(output).doesNotContain("\tat ", "ERROR", "Started the embedded Cassandra");
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
            "tandem.cassandra.contact-points = 127.0.0.1:%d is wrong: no Cassandra there"
                .formatted(nobody));
  }

  @Test
  void noJarsForTheEmbeddedCassandra() throws Exception {
    environment.put("TANDEM_CASSANDRA_LIB", folder.resolve("nothing").toString());

    run().says("The embedded Cassandra's jars are not in " + folder.resolve("nothing"));
  }

  @Test
  void tooFewFileDescriptors() throws Exception {
    run(List.of("sh", "-c", "ulimit -n 1200; exec \"$@\"", "sh"))
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

  private <T extends Closeable> T hold(T one) {
    held.add(one);
    return one;
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("node.conf"), text);
  }

  private End run(String... arguments) throws Exception {
    return run(List.of(), arguments);
  }

  private End run(List<String> prefix, String... arguments) throws Exception {
    var command = new ArrayList<String>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Dtandem.home=" + HOME, "-cp"));
    command.add(HOME.resolve("cluster-config/target/lib") + "/*");
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
      String said = Files.readString(output);
      assertThat(ended).as(said).isTrue();
      return new End(process.exitValue(), said);
    } finally {
      process.destroyForcibly();
    }
  }
}
