package io.tandem.node.cluster;

import io.tandem.harness.ApiClient;
import io.tandem.harness.NodeProcess;
import io.tandem.node.TestHome;
import io.tandem.phone.model.PhoneSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One node of a {@link TestCluster}. */
final class ClusterNode {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private final String name;
  private final Host host;
  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private NodeProcess process;
  private ApiClient api;
  private Path log;
  private int starts;

  ClusterNode(String name, Path folder, Host host) {
    this.name = name;
    this.folder = folder;
    this.host = host;
  }

  /** Where the others find it. */
  String seed() {
    return host.clusterAddress() + ":" + host.clusterPort();
  }

  /** Tells it its settings; {@code configuration} is HOCON. */
  void configure(
      List<ClusterNode> seeds, InetSocketAddress cassandra, String keyspace, String configuration) {
    environment.put("TANDEM_NODE_NAME", name);
    environment.put("TANDEM_DATA", folder.resolve(name).toString());
    environment.put("TANDEM_SIP_BIND", sipAddress());
    environment.put("TANDEM_MEDIA_BIND", host.address());
    environment.put("TANDEM_HTTP_BIND", host.address() + ":" + host.httpPort());
    environment.put("TANDEM_CLUSTER_BIND", seed());
    environment.put(
        "TANDEM_SEEDS", String.join(",", seeds.stream().map(ClusterNode::seed).toList()));
    environment.put(
        "TANDEM_CASSANDRA", cassandra.getAddress().getHostAddress() + ":" + cassandra.getPort());
    environment.put("TANDEM_CASSANDRA_KEYSPACE", keyspace);
    environment.put("TANDEM_ADMIN_PASSWORD", TestCluster.PASSWORD);
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(name + ".conf"), configuration);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it, for the first time or again. */
  void start() {
    starts++;
    api = null;
    log = folder.resolve(name + "-" + starts + ".log");
    var launch =
        new NodeProcess.Launch(
            TestHome.HOME,
            log,
            environment,
            host.prefix(),
            List.of("-Xmx400m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
            List.of("--config", folder.resolve(name + ".conf").toString()));
    process = NodeProcess.start(launch, step -> {});
  }

  void awaitReady() {
    process.awaitReady(START_LIMIT);
  }

  /** The log of the run under way, or of the last. */
  String readLog() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  NodeProcess process() {
    return process;
  }

  String name() {
    return name;
  }

  InetSocketAddress sip() {
    return new InetSocketAddress(host.address(), host.sipPort());
  }

  /** Its address as it stands in a phone's ladder. */
  String sipAddress() {
    return host.address() + ":" + host.sipPort();
  }

  URI http() {
    return URI.create("http://" + host.address() + ":" + host.httpPort());
  }

  /** Its API, as the system administrator. */
  ApiClient api() {
    if (api == null) {
      api = ApiClient.signIn(http(), "admin", TestCluster.PASSWORD);
    }
    return api;
  }

  /** A phone that signals by way of this node. */
  PhoneSettings phone(String extension, String domain, int tone) {
    return PhoneSettings.user(extension)
        .name(extension + "@" + domain)
        .password(TestCluster.PASSWORD)
        .domain(domain)
        .proxy(host.address(), host.sipPort())
        .bindAddress(host.phoneAddress())
        .tone(tone)
        .build();
  }
}
