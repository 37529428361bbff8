package io.tandem.bench.figures;

import io.tandem.bench.load.NodeProvisioning;
import io.tandem.bench.load.Ports;
import io.tandem.bench.load.Subject;
import io.tandem.bench.load.Target;
import io.tandem.bench.process.Compilers;
import io.tandem.bench.process.Cores;
import io.tandem.bench.process.CpuMeter;
import io.tandem.bench.process.GcLog;
import io.tandem.bench.process.Memory;
import io.tandem.harness.ApiClient;
import io.tandem.harness.FreePorts;
import io.tandem.harness.HarnessException;
import io.tandem.harness.NodeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A node to be measured: on cores of its own, while its database is moved to those of the load.
 * Closing it ends both.
 */
final class BenchNode implements Subject {
  /** A heap that neither grows nor shrinks, so that runs compare. */
  static final List<String> FIXED_HEAP =
      List.of("-Xms2g", "-Xmx2g", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20");

  /** A heap that gives back at once what it does not need, so that resident memory tells. */
  static final List<String> TIGHT_HEAP =
      List.of(
          "-Xms32m", "-Xmx2g", "-XX:+UseG1GC", "-XX:MinHeapFreeRatio=0", "-XX:MaxHeapFreeRatio=5");

  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final String STORE_STEP = "Opened the store in ";
  private static final String PASSWORD = "bench-Password-1";
  private static final String CONFIGURATION =
      """
      # Calls of the bench send no media for long.
      tandem.media.silence = 1 h
      # A second node is there to be away from what lives at the first: nothing moves to it.
      pekko.cluster.sharding.rebalance-interval = 1 h
      """;

  private final NodeProcess process;
  private final List<String> steps;
  private final Path folder;
  private final Duration startTime;
  private final String cluster;
  private final Target target;
  private final Ports ports;
  private final Compilers compilers;

  private BenchNode(
      NodeProcess process, List<String> steps, Path folder, Duration startTime, Addresses at) {
    this.process = process;
    this.steps = steps;
    this.folder = folder;
    this.startTime = startTime;
    this.ports = at.ports()::anySip;
    this.compilers = Compilers.of(process.pid());
    this.cluster = at.cluster();
    this.target =
        new Target(
            new NodeProvisioning(
                ApiClient.signIn(URI.create("http://" + at.http()), "admin", PASSWORD), true),
            at.sip(),
            CpuMeter.ofProcess(process.pid()),
            folder.resolve("load"));
  }

  private record Addresses(FreePorts ports, InetSocketAddress sip, String http, String cluster) {
    static Addresses free() {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      var ports = new FreePorts(loopback);
      return new Addresses(
          ports,
          new InetSocketAddress(loopback, ports.sip(15060)),
          "127.0.0.1:" + ports.tcp(18080),
          "127.0.0.1:" + ports.tcp(17355));
    }
  }

  /**
   * Starts a node with an empty, embedded database.
   *
   * @param name also that of its folder
   */
  static BenchNode start(BenchSettings settings, String name, List<String> javaOptions) {
    return start(settings, name, javaOptions, Map.of());
  }

  /**
   * Starts a node.
   *
   * @param environment settings that go before the bench's own
   * @throws HarnessException when it does not become ready
   */
  static BenchNode start(
      BenchSettings settings,
      String name,
      List<String> javaOptions,
      Map<String, String> environment) {
    Path folder = settings.files().resolve(name);
    var at = Addresses.free();
    var launch =
        new NodeProcess.Launch(
            settings.home(),
            folder.resolve("node.log"),
            environment(settings, name, folder, at, environment),
            Cores.command(settings.nodeCpus()),
            with(javaOptions, GcLog.option(folder.resolve("gc.log").toString())),
            List.of("--config", configuration(folder).toString()));
    var steps = new CopyOnWriteArrayList<String>();
    Instant begin = Instant.now();
    var process = NodeProcess.start(launch, steps::add);
    try {
      process.awaitReady(START_LIMIT);
      Duration startTime = Duration.between(begin, Instant.now());
      ProcessHandle.of(process.pid())
          .ifPresent(
              node -> node.children().forEach(child -> Cores.move(child, settings.loadCpus())));
      return new BenchNode(process, steps, folder, startTime, at);
    } catch (RuntimeException e) {
      process.close();
      throw e;
    }
  }

  /**
   * Starts a node that joins {@code first} and its database.
   *
   * @param settings with media ports that the first one does not have
   */
  static BenchNode join(
      BenchSettings settings, String name, List<String> javaOptions, BenchNode first) {
    return start(
        settings,
        name,
        javaOptions,
        Map.of("TANDEM_CASSANDRA", first.database(), "TANDEM_SEEDS", first.cluster));
  }

  private static Map<String, String> environment(
      BenchSettings settings, String name, Path folder, Addresses at, Map<String, String> more) {
    var environment = new HashMap<String, String>();
    environment.put("TANDEM_NODE_NAME", name);
    environment.put("TANDEM_DATA", folder.resolve("data").toString());
    environment.put("TANDEM_DRAIN", "1 s");
    environment.put("TANDEM_SIP_BIND", "127.0.0.1:" + at.sip().getPort());
    environment.put("TANDEM_MEDIA_BIND", "127.0.0.1");
    environment.put("TANDEM_MEDIA_PORTS", settings.mediaPorts());
    environment.put("TANDEM_HTTP_BIND", at.http());
    environment.put("TANDEM_CLUSTER_BIND", at.cluster());
    environment.put("TANDEM_ADMIN_USERNAME", "admin");
    environment.put("TANDEM_ADMIN_PASSWORD", PASSWORD);
    environment.putAll(more);
    return environment;
  }

  private static List<String> with(List<String> options, String another) {
    var all = new ArrayList<>(options);
    all.add(another);
    return all;
  }

  private static Path configuration(Path folder) {
    try {
      Files.createDirectories(folder);
      return Files.writeString(folder.resolve("bench.conf"), CONFIGURATION);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + folder, e);
    }
  }

  @Override
  public String name() {
    return "Tandem";
  }

  @Override
  public Target target() {
    return target;
  }

  @Override
  public Ports ports() {
    return ports;
  }

  /** From the start of its process to the end of its start. */
  Duration startTime() {
    return startTime;
  }

  /** Where its database answers, host:port. */
  String database() {
    return steps.stream()
        .filter(step -> step.startsWith(STORE_STEP))
        .map(step -> step.substring(STORE_STEP.length()).split(" ")[0])
        .findFirst()
        .orElseThrow(() -> new HarnessException("the node does not say where its database is"));
  }

  Memory memory() {
    return Memory.settled(process.pid());
  }

  @Override
  public Duration longestPause(Instant from, Instant to) {
    try {
      var log = new GcLog(Files.readAllLines(folder.resolve("gc.log")));
      return log.longestPause(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the collector's log", e);
    }
  }

  @Override
  public Duration compiling() {
    return compilers.used();
  }

  @Override
  public void moveTo(String cpus) {
    ProcessHandle.of(process.pid()).ifPresent(node -> Cores.move(node, cpus));
  }

  @Override
  public void close() {
    process.close();
  }
}
