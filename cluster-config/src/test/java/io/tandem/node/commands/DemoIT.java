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

  private final List<Run> runs = new ArrayList<>();

  /**
   * A demonstration.
   *
   * @param output the lines that were read so far
   * @param children all processes that it has been seen to start
   */
  private record Run(
      Process process, BufferedReader reader, List<String> output, Set<ProcessHandle> children) {

    Run(Process process) {
      this(
          process,
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)),
          new ArrayList<>(),
          new HashSet<>());
    }

    /** Reads lines up to one that contains {@code until}, or all; notes the processes meanwhile. */
    Run read(String until) throws IOException {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        output.add(line);
        process.descendants().forEach(children::add);
        if (until != null && line.contains(until)) {
          break;
        }
      }
      return this;
    }

    void assertEndsWith(int status) throws InterruptedException {
      assertThat(process.waitFor()).as(String.join("\n", output)).isEqualTo(status);
    }

    /** A node, its database and the phones' process were there, and are no more; nor are ports. */
    void assertNothingIsLeft() throws IOException {
      assertThat(children).hasSizeGreaterThanOrEqualTo(3);
      await().atMost(SOON).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
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
  }

  @AfterEach
  void end() {
    for (Run run : runs) {
      run.children().forEach(ProcessHandle::destroyForcibly);
      run.process().destroyForcibly();
    }
  }

  @Test
  void showsTheCallsAndLeavesNothingBehind() throws Exception {
    var demo = start("--exit").read(null);

    demo.assertEndsWith(0);
    assertThat(demo.output())
        .anyMatch(line -> line.matches("All went as it should, in \\d+\\.\\d s\\."))
        .anyMatch(line -> line.matches(".*1001 +1002 +ANSWERED.* [1-9]\\d+ relayed, 0 lost"))
        .anyMatch(line -> line.matches(".*1001 +1002 +BUSY .*"))
        .anyMatch(line -> line.matches(".*1001 +4711 .*"))
        .anyMatch(line -> line.matches(" +\\d+\\.\\d{3} \\|-INVITE .*\\[SDP]-+->\\|.*"))
        .anyMatch(line -> line.matches(".*\\|<-200 OK \\(INVITE\\) \\[SDP]-+\\|.*"))
        .anyMatch(line -> line.matches(" +GET /v1/tenants/\\w+ -> 404"))
        .anyMatch(line -> line.matches(" +GET /v1/tenants/\\w+/cdrs -> 404"))
        .noneMatch(line -> line.contains("FAILED after"));
    demo.assertNothingIsLeft();
  }

  @Test
  void leavesAnotherAloneAndEndsWithAllItStartedAtSigterm() throws Exception {
    var first = start().read("Starting a node");
    Path data = folder.resolve("demo");

    var second = start("--exit").read(null);

    second.assertEndsWith(1);
    assertThat(second.output())
        .singleElement()
        .asString()
        .contains(data.toString(), "is running", "--data");
    assertThat(data.resolve("node.log")).exists();

    first.read("Registering four phones").process().destroy();

    first.assertEndsWith(143);
    first.assertNothingIsLeft();
  }

  @Test
  void aStepThatCannotWorkEndsItWithStatusOne() throws Exception {
    var demo = start("--exit", "--bind", "192.0.2.1").read(null);

    demo.assertEndsWith(1);
    assertThat(demo.output()).singleElement().asString().startsWith("demo: ").contains("192.0.2.1");
  }

  private Run start(String... arguments) throws IOException {
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
    var run = new Run(builder.start());
    runs.add(run);
    return run;
  }
}
