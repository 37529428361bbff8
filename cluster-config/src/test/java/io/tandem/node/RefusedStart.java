package io.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.harness.ClassArchive;
import io.tandem.harness.FreePorts;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The end of a node that could not start, run by the real main class in a process of its own.
 *
 * @param output what it said, both streams
 */
record RefusedStart(int status, String output) {
  static final Duration LIMIT = Duration.ofSeconds(60);

  /** An environment in which a node could start, with its data below {@code folder}. */
  static Map<String, String> freePlace(Path folder) {
    var ports = new FreePorts(InetAddress.getLoopbackAddress());
    return Map.of(
        "TANDEM_NODE_NAME",
        "refused",
        "TANDEM_DATA",
        folder.resolve("data").toString(),
        "TANDEM_SIP_BIND",
        "127.0.0.1:" + ports.sip(0),
        "TANDEM_HTTP_BIND",
        "127.0.0.1:" + ports.tcp(0),
        "TANDEM_CLUSTER_BIND",
        "127.0.0.1:" + ports.tcp(0),
        "TANDEM_MEDIA_BIND",
        "127.0.0.1");
  }

  /** Starts a node and waits for its end. */
  static RefusedStart of(
      Path folder, Map<String, String> environment, List<String> prefix, List<String> arguments)
      throws Exception {
    var command = new ArrayList<String>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(ClassArchive.reading(TestHome.HOME));
    command.addAll(List.of("-Dtandem.home=" + TestHome.HOME, "-cp"));
    command.add(TestHome.HOME.resolve("cluster-config/target/lib") + "/*");
    command.add(Main.class.getName());
    command.addAll(arguments);
    Path output = folder.resolve("output");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
      String said = Files.readString(output);
      assertThat(ended).as(said).isTrue();
      return new RefusedStart(process.exitValue(), said);
    } finally {
      process.destroyForcibly();
    }
  }

  /** One sentence, which begins so, is all that was said beside the log; no database was begun. */
  void says(String beginning) {
    assertThat(status).as(output).isEqualTo(1);
    assertThat(output.lines().filter(line -> line.startsWith("tandem: ")))
        .singleElement()
        .asString()
        .startsWith("tandem: " + beginning);
    assertThat(output).doesNotContain("\tat ", "ERROR", "Started the embedded Cassandra");
  }
}
