package io.tandem.node.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.tandem.harness.NodeProcess;
import io.tandem.node.TestHome;
import io.tandem.phone.PhoneProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Two nodes in processes of their own on one Cassandra, started at the same time on an empty
 * keyspace, and phones in a third process.
 */
final class TestCluster implements AutoCloseable {
  static final String PASSWORD = "a password for tests";
  static final Duration SOON = Duration.ofSeconds(20);

  private static final AtomicInteger TENANTS = new AtomicInteger();

  final ClusterNode one;
  final ClusterNode two;
  final PhoneProcess phones;

  /** Has the name of node 2, and is not started. */
  final ClusterNode stranger;

  private TestCluster(ClusterNode one, ClusterNode two, PhoneProcess phones, ClusterNode stranger) {
    this.one = one;
    this.two = two;
    this.phones = phones;
    this.stranger = stranger;
  }

  /**
   * Starts both nodes on this host and waits until they are ready.
   *
   * @param name of the cluster, for its keyspace and its files
   * @param configuration HOCON that differs from the defaults
   */
  static TestCluster start(String name, InetSocketAddress cassandra, String configuration) {
    return start(name, List.of(Host.loopback(), Host.loopback()), cassandra, configuration);
  }

  /** The same, with a host for each node. */
  static TestCluster start(
      String name, List<Host> hosts, InetSocketAddress cassandra, String configuration) {
    try {
      Path folder = Files.createTempDirectory("tandem-" + name + "-");
      var one = new ClusterNode("node-1", folder, hosts.get(0));
      var two = new ClusterNode("node-2", folder, hosts.get(1));
      var seeds = List.of(one, two);
      var stranger = new ClusterNode("node-2", folder.resolve("stranger"), Host.loopback());
      String keyspace = keyspace(name);
      seeds.forEach(node -> node.configure(seeds, cassandra, keyspace, configuration));
      stranger.configure(seeds, cassandra, keyspace, configuration);
      seeds.forEach(ClusterNode::start);
      var phones =
          PhoneProcess.start(
              TestHome.HOME.resolve("load-tests/phone/target/lib"), folder.resolve("phones.log"));
      seeds.forEach(ClusterNode::awaitReady);
      return new TestCluster(one, two, phones, stranger);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the cluster called {@code name} keeps its data. */
  static String keyspace(String name) {
    return name + "_" + ProcessHandle.current().pid();
  }

  /** Makes a tenant with extensions 1001 and 1002. */
  TestTenant tenant() {
    String domain = "t" + TENANTS.incrementAndGet() + ".test";
    JsonNode made =
        one.api()
            .post(
                "/v1/tenants",
                Map.of(
                    "domain",
                    domain,
                    "display_name",
                    domain,
                    "limits",
                    Map.of("calls_per_second", -1),
                    "administrator",
                    Map.of("username", "boss", "password", PASSWORD)))
            .expect(201)
            .body();
    var tenant = new TestTenant(this, made.get("id").asText(), domain);
    for (String number : List.of("1001", "1002")) {
      one.api()
          .post(
              tenant.path() + "/extensions",
              Map.of("number", number, "display_name", "Phone " + number, "password", PASSWORD))
          .expect(201);
    }
    return tenant;
  }

  /** Nobody looks at this end of the nodes, and one in good order takes its time. */
  @Override
  public void close() {
    phones.close();
    Stream.of(one, two, stranger)
        .map(ClusterNode::process)
        .filter(Objects::nonNull)
        .forEach(NodeProcess::kill);
  }
}
