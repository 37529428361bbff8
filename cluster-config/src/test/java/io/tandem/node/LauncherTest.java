package io.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What memory the launcher lets a node have, on hosts of several sizes; the JVM is a stand-in. */
class LauncherTest {
  private static final Path LAUNCHER = Path.of(System.getProperty("basedir", "."), "..", "tandem");

  /** Says that a quarter of the host is {@code QUARTER}, and otherwise what it was called with. */
  private static final String JAVA =
      """
      #!/bin/sh
      case "$*" in
        *-version*)
          echo '    Max. Heap Size (Estimated): QUARTER'
          echo '    java.specification.version = 17'
          echo '    java.vm.version = test' ;;
        *) echo "$*" ;;
      esac
      """;

  @TempDir private Path home;

  @ParameterizedTest
  @CsvSource({
    "123.50M, 256, 128",
    "981.00M, 981, 490",
    "1.93G, 1976, 988",
    "5.89G, 2048, 1024",
    "31.25G, 2048, 1024"
  })
  void isAQuarterOfTheHostWithinBounds(String quarter, int heap, int packets) throws Exception {
    assertThat(run(quarter, null, null))
        .contains("-Xmx" + heap + "m -XX:MaxDirectMemorySize=" + packets + "m");
  }

  @ParameterizedTest
  @CsvSource({"512m, 512, 256", "4g, 4096, 2048", "3G, 3072, 1536", "200M, 200, 128"})
  void isWhatOneVariableSays(String wanted, int heap, int packets) throws Exception {
    assertThat(run("5.89G", wanted, null))
        .contains("-Xmx" + heap + "m -XX:MaxDirectMemorySize=" + packets + "m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "1", "1.5g", "g", "12q", "-1g", "1 g"})
  void sizesThatAreNoneAreRefused(String wanted) throws Exception {
    assertThat(run("5.89G", wanted, null))
        .contains("TANDEM_HEAP is " + wanted + "; expected megabytes or gigabytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0m", "8m", "0g", "127m"})
  void sizesThatNoNodeCanRunWithAreRefused(String wanted) throws Exception {
    assertThat(run("5.89G", wanted, null))
        .contains("TANDEM_HEAP is " + wanted + "; expected 128m at least")
        .doesNotContain("-Xmx");
  }

  /** Of two options of one name the JVM takes the last. */
  @Test
  void theOperatorsOwnOptionsComeLast() throws Exception {
    String command = run("5.89G", null, "-Xmx3g -XX:+UseZGC");

    assertThat(command.indexOf("-Xmx3g -XX:+UseZGC")).isGreaterThan(command.indexOf("-Xmx2048m"));
    assertThat(command).doesNotContain("UseG1GC");
  }

  private String run(String quarter, String heap, String options)
      throws IOException, InterruptedException {
    Files.copy(LAUNCHER, home.resolve("tandem"));
    Files.createDirectories(home.resolve("cluster-config/target/lib"));
    Files.writeString(home.resolve("cluster-config/target/built"), "");
    Path java = Files.createDirectories(home.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, JAVA.replace("QUARTER", quarter));
    assertThat(java.toFile().setExecutable(true)).isTrue();
    var builder =
        new ProcessBuilder("sh", home.resolve("tandem").toString(), "run")
            .redirectErrorStream(true);
    var environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("TANDEM_"));
    environment.put("JAVA_HOME", home.resolve("jdk").toString());
    if (heap != null) {
      environment.put("TANDEM_HEAP", heap);
    }
    if (options != null) {
      environment.put("TANDEM_JAVA_OPTS", options);
    }
    var process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
