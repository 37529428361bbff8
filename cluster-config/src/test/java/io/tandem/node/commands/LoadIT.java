package io.tandem.node.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.harness.ApiClient;
import io.tandem.harness.FreePorts;
import io.tandem.harness.HarnessException;
import io.tandem.harness.NodeProcess;
import io.tandem.node.Lane;
import io.tandem.node.TestHome;
import io.tandem.store.TestCassandra;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The loads as {@code ./tandem load} starts them, each on one node for a moment. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ResourceLock(Lane.PROCESS)
class LoadIT {

  private static final String API = "io.tandem.simulations.ApiLoad";
  private static final String CALLS_AND_REGISTRATIONS = "io.tandem.bench.LoadMain";
  private static final List<String> QUICK_START =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  /** With what JSON and Gatling give a meaning of their own. */
  private static final String PASSWORD = "a \"quoted\" #{word} \\\\ and more";

  @TempDir private static Path folder;

  private static NodeProcess node;
  private static String sip;
  private static URI api;

  private final List<String> output = new ArrayList<>();
  private Process load;

  @BeforeAll
  static void start() throws IOException {
    var ports = new FreePorts(InetAddress.getLoopbackAddress());
    sip = "127.0.0.1:" + ports.sip(0);
    String http = "127.0.0.1:" + ports.tcp(0);
    api = URI.create("http://" + http);
    Map<String, String> environment =
        Map.of(
            "TANDEM_NODE_NAME",
            "loaded",
            "TANDEM_CASSANDRA",
            "127.0.0.1:" + TestCassandra.shared().contactPoint().getPort(),
            "TANDEM_CASSANDRA_KEYSPACE",
            TestCassandra.newKeyspace(),
            "TANDEM_DATA",
            folder.resolve("data").toString(),
            "TANDEM_DRAIN",
            "1 s",
            "TANDEM_SIP_BIND",
            sip,
            "TANDEM_MEDIA_BIND",
            "127.0.0.1",
            "TANDEM_HTTP_BIND",
            http,
            "TANDEM_CLUSTER_BIND",
            "127.0.0.1:" + ports.tcp(0),
            "TANDEM_ADMIN_PASSWORD",
            PASSWORD);
    var launch = NodeProcess.Launch.of(TestHome.HOME, folder.resolve("node.log"), environment);
    node = NodeProcess.start(launch, step -> {});
    node.awaitReady(Duration.ofMinutes(2));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @AfterEach
  void end() {
    if (load != null) {
      load.destroyForcibly();
    }
  }

  private static List<String> loads(String... arguments) {
    assumeTrue(isInstalled("sipp"), "sipp is not installed: apt-get install sip-tester");
    var command = program("bench", CALLS_AND_REGISTRATIONS, arguments);
    command.addAll(List.of("--sip", sip, "--warmup", "1s", "--duration", "3s"));
    return command;
  }

  private static boolean isInstalled(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
  }

  private static List<String> program(String module, String main, String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(QUICK_START);
    command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
    command.add("-Dtandem.home=" + TestHome.HOME);
    command.addAll(
        List.of("-cp", TestHome.HOME.resolve("load-tests/" + module + "/target/lib") + "/*"));
    command.add(main);
    command.addAll(List.of(arguments));
    command.addAll(List.of("--password", PASSWORD));
    return command;
  }

  /** Runs it to its end, or until a line contains {@code until}. */
  private void run(List<String> command, String until) throws IOException {
    load = new ProcessBuilder(command).redirectErrorStream(true).start();
    var in =
        new BufferedReader(new InputStreamReader(load.getInputStream(), StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      output.add(line);
      if (until != null && line.contains(until)) {
        return;
      }
    }
  }

  private void assertSuccess() throws InterruptedException {
    assertThat(load.waitFor()).as(String.join("\n", output)).isZero();
  }

  private static void assertNoTenantIsLeft(Duration limit) {
    var administrator = ApiClient.signIn(api, "admin", PASSWORD);
    await()
        .atMost(limit)
        .untilAsserted(
            () ->
                assertThat(administrator.get("/v1/tenants").expect(200).body().get("items"))
                    .isEmpty());
  }

  @Test
  void callsAreMadeMeasuredAndCleanedUp() throws Exception {
    run(loads("calls", "--rate", "5", "--pairs", "2", "--url", api.toString()), null);

    assertSuccess();
    assertThat(output)
        .anyMatch(line -> line.matches("  asked for +5\\.0 a second, measured for 3 s"))
        .anyMatch(line -> line.matches("  answered +1\\d \\(.* a second\\)"))
        .anyMatch(line -> line.matches("  failed +0 \\(0\\.00 %\\)"))
        .anyMatch(line -> line.matches("  set-up time +p50 \\d+ ms, p99 \\d+ ms, .*"))
        .anyMatch(line -> line.matches("  node's CPU +\\d+\\.\\d{3} ms each, .*"))
        .anyMatch(line -> line.matches("  stored +[1-9]\\d* call records by this node"));
    assertNoTenantIsLeft(Duration.ZERO.plusSeconds(5));
  }

  @Test
  void registrationsAreMadeMeasuredAndCleanedUp() throws Exception {
    run(loads("registrations", "--rate", "10", "--aors", "20", "--url", api.toString()), null);

    assertSuccess();
    assertThat(output)
        .anyMatch(line -> line.matches("  answered +[23]\\d \\(.* a second\\)"))
        .anyMatch(line -> line.matches("  failed +0 \\(0\\.00 %\\)"))
        .anyMatch(line -> line.matches("  stored +\\d+ bindings by this node"));
    assertNoTenantIsLeft(Duration.ofSeconds(5));
  }

  /** The whole figure is {@code ./tandem load flood}: 3,000 a second for 40 s. */
  @Test
  void strangersCostNoPhoneItsCallOrRegistrationAndGetLittleForTheirBytes() throws Exception {
    run(
        loads(
            "flood",
            "--strangers",
            "500",
            "--rate",
            "5",
            "--pairs",
            "5",
            "--aors",
            "20",
            "--url",
            api.toString()),
        null);

    assertSuccess();
    assertThat(output)
        .anyMatch(line -> line.matches("  sent +[12]\\d{3} INVITEs, \\d+ bytes"))
        .anyMatch(line -> line.matches("  came back +[12]\\d{3} answers, \\d+ bytes: 1\\.\\d+ .*"));
    assertNoTenantIsLeft(Duration.ofSeconds(5));
  }

  @Test
  void administratorsWorkAndCleanUp() throws Exception {
    String report = folder.resolve("report").toString();
    run(
        program(
            "simulations",
            API,
            "--users",
            "2",
            "--duration",
            "3",
            "--url",
            api.toString(),
            "--report",
            report),
        null);

    assertSuccess();
    assertThat(output).anyMatch(line -> line.contains("create a tenant"));
    try (var files = Files.walk(Path.of(report))) {
      assertThat(files.map(file -> file.getFileName().toString())).contains("index.html");
    }
    assertNoTenantIsLeft(Duration.ofSeconds(30));
  }

  @Test
  void anInterruptedLoadLeavesNothingEither() throws Exception {
    var command = loads("registrations", "--aors", "20", "--url", api.toString());
    run(command, "Putting registrations");

    load.destroy();

    assertThat(load.waitFor()).as(String.join("\n", output)).isEqualTo(143);
    assertNoTenantIsLeft(Duration.ofSeconds(5));
  }

  @Test
  void aWrongUrlIsSaidInASentence() throws Exception {
    for (var command :
        List.of(
            program("bench", CALLS_AND_REGISTRATIONS, "calls", "--url", "nonsense"),
            program("simulations", API, "--url", "nonsense"))) {
      output.clear();
      run(command, null);

      assertThat(load.waitFor()).isEqualTo(1);
      assertThat(output).first().asString().startsWith("load: --url nonsense: expected a URL");
      assertThat(output).noneMatch(line -> line.startsWith("\tat "));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "http://", "ftp://127.0.0.1", "http://a b", "127.0.0.1:8080"})
  void whatIsNoUrlIsRefused(String text) {
    assertThatThrownBy(() -> ApiClient.address(text))
        .isInstanceOf(HarnessException.class)
        .hasMessageStartingWith("--url " + text + ": expected a URL");
  }
}
