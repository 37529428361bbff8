package io.tandem.node.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tandem.node.Lane;
import io.tandem.node.TestHome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The demonstration as {@code ./tandem demo} starts it. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ResourceLock(Lane.PROCESS)
class DemoIT {
  private static final Pattern ADDRESS = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path folder;

  private final List<String> output = new ArrayList<>();
  private final Set<ProcessHandle> children = new HashSet<>();
  private final List<Process> demos = new ArrayList<>();
  private Process demo;

  @AfterEach
  void end() {
    children.forEach(ProcessHandle::destroyForcibly);
    demos.forEach(Process::destroyForcibly);
  }

  @Test
  void showsTheCallsAndLeavesNothingBehind() throws Exception {
    run("--exit");

    assertThat(demo.waitFor()).as(String.join("\n", output)).isZero();
    assertThat(output)
        .anyMatch(line -> line.matches("All went as it should, in \\d+\\.\\d s\\."))
        .anyMatch(line -> line.matches(".*1001 +1002 +ANSWERED.* [1-9]\\d+ relayed, 0 lost"))
        .anyMatch(line -> line.matches(".*1001 +1002 +BUSY .*"))
        .anyMatch(line -> line.matches(".*1001 +4711 .*"))
        .anyMatch(line -> line.matches(" +\\d+\\.\\d{3} \\|-INVITE .*\\[SDP]-+->\\|.*"))
        .anyMatch(line -> line.matches(".*\\|<-200 OK \\(INVITE\\) \\[SDP]-+\\|.*"))
        .anyMatch(line -> line.matches(" +GET /v1/tenants/\\w+ -> 404"))
        .anyMatch(line -> line.matches(" +GET /v1/tenants/\\w+/cdrs -> 404"))
        .noneMatch(line -> line.contains("FAILED after"));
    assertNoProcessIsLeft();
    assertNoPortIsLeft();
  }

  @Test
  void aSecondDemonstrationLeavesTheFirstAloneWhichEndsWithAllItStartedAtSigterm()
      throws Exception {
    startReading("Starting a node");
    Process first = demo;
    Path data = folder.resolve("demo");
    output.clear();

    run("--exit");

    assertThat(demo.waitFor()).isEqualTo(1);
    assertThat(output).singleElement().asString().contains(data.toString(), "is running", "--data");
    assertThat(data.resolve("node.log")).exists();
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              first.descendants().forEach(children::add);
              assertThat(hasStartedAll()).isTrue();
            });
    first.destroy();
    assertThat(first.waitFor()).isEqualTo(143);
    assertNoProcessIsLeft();
  }

  @Test
  void aStepThatCannotWorkEndsItWithStatusOne() throws Exception {
    run("--exit", "--bind", "192.0.2.1");

    assertThat(demo.waitFor()).isEqualTo(1);
    assertThat(output).singleElement().asString().startsWith("demo: ").contains("192.0.2.1");
  }

  /** A node, its database and the phones' process. */
  private boolean hasStartedAll() {
    return children.size() >= 3;
  }

  private void assertNoProcessIsLeft() {
    assertThat(hasStartedAll()).as(children.toString()).isTrue();
    await().atMost(SOON).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
  }

  private void assertNoPortIsLeft() throws IOException {
    Set<Integer> ports = new HashSet<>();
    output.stream()
        .filter(line -> line.contains("ready after"))
        .forEach(
            line ->
                ADDRESS
                    .matcher(line)
                    .results()
                    .forEach(found -> ports.add(Integer.parseInt(found.group(1)))));
    assertThat(ports).hasSize(2);
    for (int port : ports) {
      try (var again = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        assertThat(again.isBound()).isTrue();
      }
    }
  }

  private void run(String... arguments) throws IOException {
    start(arguments);
    read(null);
  }

  private void startReading(String until) throws IOException {
    start();
    read(until);
  }

  private void start(String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Dtandem.home=" + TestHome.HOME, "-cp"));
    command.add(TestHome.HOME.resolve("load-tests/demo/target/lib") + "/*");
    command.add("io.tandem.demo.Demo");
    command.addAll(List.of("--data", folder.resolve("demo").toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    // What an operator's shell may hold must not lead the demonstration to their cluster.
    builder.environment().put("TANDEM_CASSANDRA", "192.0.2.1:9042");
    builder.environment().put("TANDEM_SEEDS", "192.0.2.1:7355");
    builder.environment().put("TANDEM_HTTP_TRUSTED_PROXIES", "no address");
    demo = builder.start();
    demos.add(demo);
  }

  /** Reads lines up to one that contains {@code until}, or all; notes the processes meanwhile. */
  private void read(String until) throws IOException {
    var in =
        new BufferedReader(new InputStreamReader(demo.getInputStream(), StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      output.add(line);
      demo.descendants().forEach(children::add);
      if (until != null && line.contains(until)) {
        return;
      }
    }
  }
}
