package io.tandem.node.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.tandem.phone.PhoneProcess;
import io.tandem.store.TestCassandra;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two nodes in processes of their own on one Cassandra, started at the same time on an empty
 * keyspace, and phones in a third process.
 */
final class TestCluster implements AutoCloseable {
  static final String PASSWORD = "a password for tests";
  static final Duration SOON = Duration.ofSeconds(10);

  /** The folder of the distribution. */
  static final Path HOME = TestCassandra.lib().resolve("../../../..").normalize();

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
   * Starts both nodes and waits until they are ready.
   *
   * @param name of the cluster, for its keyspace and its files
   * @param configuration HOCON that differs from the defaults
   */
  static TestCluster start(String name, InetSocketAddress cassandra, String configuration) {
    try {
      Path folder = Files.createTempDirectory("tandem-" + name + "-");
      var one = new ClusterNode("node-1", folder);
      var two = new ClusterNode("node-2", folder);
      var seeds = List.of(one, two);
      var stranger = new ClusterNode("node-2", folder.resolve("stranger"));
      String keyspace = name + "_" + ProcessHandle.current().pid();
      seeds.forEach(node -> node.configure(seeds, cassandra, keyspace, configuration));
      stranger.configure(seeds, cassandra, keyspace, configuration);
      seeds.forEach(ClusterNode::start);
      var phones =
          PhoneProcess.start(
              HOME.resolve("load-tests/phone/target/lib"), folder.resolve("phones.log"));
      seeds.forEach(ClusterNode::awaitReady);
      return new TestCluster(one, two, phones, stranger);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  @Override
  public void close() {
    phones.close();
    two.process().signal("TERM"); // both end at the same time: it takes half as long
    one.process().close();
    two.process().close();
    if (stranger.process() != null) {
      stranger.process().close();
    }
  }
}
