package io.tandem.fuzz;

import io.tandem.harness.ApiClient;
import io.tandem.harness.FreePorts;
import io.tandem.harness.HarnessException;
import io.tandem.harness.NodeProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code ./tandem fuzz sip}. */
public final class FuzzMain {
  static final String USAGE =
      """
      ./tandem fuzz sip [OPTION ...]

      Starts a node with a database of its own on loopback and sends it messages that are wrong in
      every way: the tests' corpus (all methods, descriptions, digests, multipart bodies, RFC 4475),
      mutated, as datagrams and on connections that are cut anywhere, with and without valid
      credentials. The parsers read the same messages in this process. Nothing may bring out a
      defect, cost more than 5 ms to read, be answered with more than twice its size before a digest
      is valid, or make the node's memory grow.

        --minutes M     how long (default 1)
        --seconds S     how long, in seconds
        --seed N        a whole number by which every message is made again (default: by chance; it
                        is shown)
        --help          this text

      What is found is written to target/fuzz, with the messages and the node's log. The exit status
      is 0 when nothing was found, else 1.
      """;

  private static final Duration START = Duration.ofMinutes(3);
  private static final String PASSWORD = "a password of fuzz";
  private static final Path HOME = Path.of(System.getProperty("tandem.home", "."));
  private static final Path FOLDER = HOME.resolve("target/fuzz");
  private static final int STATUS_LINES = 10;

  private FuzzMain() {}

  /** What the command line says. */
  private record Wanted(Duration time, long seed) {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length == 0 || List.of(arguments).contains("--help")) {
      System.out.print(USAGE);
      System.exit(arguments.length == 0 ? 2 : 0);
    }
    try {
      System.exit(run(read(arguments)) ? 0 : 1);
    } catch (HarnessException e) {
      System.err.println("tandem fuzz: " + e.getMessage());
      System.exit(2);
    }
  }

  private static Wanted read(String[] arguments) {
    if (!arguments[0].equals("sip")) {
      throw new HarnessException(arguments[0] + " is not known; see --help");
    }
    var time = Duration.ofMinutes(1);
    long seed = System.nanoTime() & Integer.MAX_VALUE;
    for (int i = 1; i < arguments.length; i += 2) {
      String value = i + 1 < arguments.length ? arguments[i + 1] : "";
      switch (arguments[i]) {
        case "--minutes" -> time = Duration.ofMinutes(time(arguments[i], value));
        case "--seconds" -> time = Duration.ofSeconds(time(arguments[i], value));
        case "--seed" -> seed = number(arguments[i], value);
        default -> throw new HarnessException(arguments[i] + " is not known; see --help");
      }
    }
    return new Wanted(time, seed);
  }

  private static long time(String option, String value) {
    long time = number(option, value);
    if (time == 0) {
      throw new HarnessException("%s %s: expected 1 at least".formatted(option, value));
    }
    return time;
  }

  private static long number(String option, String value) {
    if (!value.matches("\\d{1,12}")) {
      throw new HarnessException("%s %s: expected a whole number".formatted(option, value));
    }
    return Long.parseLong(value);
  }

  private static boolean run(Wanted wanted) throws IOException {
    System.out.printf("seed %d, %s%n", wanted.seed(), wanted.time().toString().substring(2));
    Files.createDirectories(FOLDER);
    Path data = Files.createTempDirectory("tandem-fuzz");
    var ports = new FreePorts(InetAddress.getLoopbackAddress());
    int sip = ports.anySip();
    int http = ports.tcp(0);
    var environment = environment(data, sip, http, ports.tcp(0));
    var options = List.of("-Xmx512m", "-XX:+UseSerialGC");
    var launch =
        new NodeProcess.Launch(
            HOME, FOLDER.resolve("node.log"), environment, List.of(), options, List.of());
    try (var process = NodeProcess.start(launch, step -> {})) {
      process.awaitReady(START);
      var api = ApiClient.signIn(URI.create("http://127.0.0.1:" + http), "admin", PASSWORD);
      return fuzz(wanted, node(api, sip));
    } finally {
      delete(data);
    }
  }

  private static Map<String, String> environment(Path data, int sip, int http, int cluster) {
    var environment = new HashMap<String, String>();
    environment.put("TANDEM_NODE_NAME", "fuzzed");
    environment.put("TANDEM_DATA", data.toString());
    environment.put("TANDEM_DRAIN", "1 s");
    environment.put("TANDEM_SIP_BIND", "127.0.0.1:" + sip);
    environment.put("TANDEM_MEDIA_BIND", "127.0.0.1");
    environment.put("TANDEM_HTTP_BIND", "127.0.0.1:" + http);
    environment.put("TANDEM_CLUSTER_BIND", "127.0.0.1:" + cluster);
    environment.put("TANDEM_ADMIN_PASSWORD", PASSWORD);
    return environment;
  }

  /** Makes the tenant, too. */
  public static Fuzz.Node node(ApiClient api, int sip) {
    var administrator = Map.of("username", "fuzz", "password", PASSWORD);
    var tenant = Map.of("domain", Corpus.DOMAIN, "administrator", administrator);
    String id = api.post("/v1/tenants", tenant).expect(201).body().get("id").asText();
    for (String number : List.of(Corpus.EXTENSION, "1002")) {
      var extension = Map.of("number", number, "password", PASSWORD);
      api.post("/v1/tenants/" + id + "/extensions", extension).expect(201);
    }
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), sip);
    return new Fuzz.Node(address, address, PASSWORD, () -> api.text("/metrics"));
  }

  private static boolean fuzz(Wanted wanted, Fuzz.Node node) throws IOException {
    var lines = new int[1];
    var fuzz =
        new Fuzz(
            wanted.seed(),
            node,
            line -> {
              if (line.startsWith("FOUND") || lines[0]++ % STATUS_LINES == 0) {
                System.out.println(line);
              }
            });
    var report = fuzz.run(wanted.time());
    for (var finding : fuzz.findings()) {
      if (finding.message().length > 0) {
        Files.write(FOLDER.resolve("message-" + finding.number() + ".sip"), finding.message());
      }
    }
    report.findings().forEach(System.out::println);
    System.out.printf(
        "%,d messages, %d findings, heap %s, seed %d%n",
        report.messages(), report.findings().size(), report.heap(), report.seed());
    return report.findings().isEmpty();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
