package io.tandem.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.tandem.harness.ApiClient;
import io.tandem.harness.FreePorts;
import io.tandem.harness.NodeProcess;
import io.tandem.harness.Signals;
import io.tandem.store.TestCassandra;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

/** A node with an embedded database as an operator has it: a process, ports, pages, a log. */
final class OperatedNode implements AutoCloseable {
  static final String ADMINISTRATOR = "admin";
  static final String PASSWORD = "a system password";

  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(20);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder;
  private final Map<String, String> environment;
  private final int sipPort;
  private final int httpPort;
  private final List<NodeProcess> runs = new ArrayList<>();
  private Path log;

  /**
   * @param more settings by their variables
   */
  OperatedNode(Path folder, Map<String, String> more) {
    var ports = new FreePorts(InetAddress.getLoopbackAddress());
    this.folder = folder;
    this.sipPort = ports.sip(0);
    this.httpPort = ports.tcp(0);
    this.environment = new HashMap<>(more);
    environment.putAll(
        Map.of(
            "TANDEM_NODE_NAME",
            "operated",
            "TANDEM_DATA",
            folder.resolve("data").toString(),
            "TANDEM_DRAIN",
            "20 s",
            "TANDEM_SIP_BIND",
            "127.0.0.1:" + sipPort,
            "TANDEM_HTTP_BIND",
            "127.0.0.1:" + httpPort,
            "TANDEM_CLUSTER_BIND",
            "127.0.0.1:" + ports.tcp(0),
            "TANDEM_MEDIA_BIND",
            "127.0.0.1"));
  }

  /** Starts it, or starts it again, and waits until it is ready. */
  void start() {
    log = folder.resolve("node-%d.log".formatted(runs.size()));
    var launch = NodeProcess.Launch.of(TestHome.HOME, log, environment);
    runs.add(NodeProcess.start(launch, step -> {}));
    process().awaitReady(START_LIMIT);
  }

  NodeProcess process() {
    return runs.get(runs.size() - 1);
  }

  /** The log of the run under way, or of the last. */
  String readLog() throws IOException {
    return Files.readString(log);
  }

  int sipPort() {
    return sipPort;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + httpPort);
  }

  ApiClient administrator() {
    return ApiClient.signIn(uri(), ADMINISTRATOR, PASSWORD);
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    var request = HttpRequest.newBuilder(uri().resolve(path)).timeout(REQUEST_LIMIT);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /** The sum of the samples of {@code name} whose labels contain {@code label}. */
  double metric(String name, String label) throws Exception {
    var sample = Pattern.compile("^" + name + "\\{([^}]*)} (\\S+)$", Pattern.MULTILINE);
    return sample
        .matcher(get("/metrics").body())
        .results()
        .filter(found -> found.group(1).contains(label))
        .mapToDouble(found -> Double.parseDouble(found.group(2)))
        .sum();
  }

  /** All records of the tenant's calls, by its administrator. */
  static List<JsonNode> records(ApiClient api, String tenant) {
    var records = new ArrayList<JsonNode>();
    String more = "";
    do {
      JsonNode page =
          api.get("/v1/tenants/%s/cdrs?limit=100%s".formatted(tenant, more)).expect(200).body();
      page.get("items").forEach(records::add);
      more = page.hasNonNull("next_cursor") ? "&cursor=" + page.get("next_cursor").asText() : "";
    } while (!more.isEmpty());
    return records;
  }

  /** Where its embedded database answers. */
  int databasePort() throws IOException {
    var ports = new Properties();
    try (var in = Files.newInputStream(folder.resolve("data/cassandra/ports.properties"))) {
      ports.load(in);
    }
    return Integer.parseInt(ports.getProperty("cql"));
  }

  /** Has its embedded database execute CQL. */
  void execute(String... statements) throws IOException {
    var database = new InetSocketAddress("127.0.0.1", databasePort());
    try (var session = TestCassandra.openSession(database)) {
      for (String statement : statements) {
        session.execute(statement);
      }
    }
  }

  ProcessHandle database() {
    return process().database().orElseThrow();
  }

  /** Stops the database in its tracks: its connections stay open and nothing answers. */
  void pauseDatabase() {
    Signals.send("STOP", database().pid());
  }

  void resumeDatabase() {
    Signals.send("CONT", database().pid());
  }

  @Override
  public void close() {
    for (NodeProcess run : runs) {
      run.database().filter(ProcessHandle::isAlive).ifPresent(db -> Signals.send("CONT", db.pid()));
      run.close();
    }
  }
}
