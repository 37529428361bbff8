package io.tandem.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CassandraJdkTest {
  @TempDir private Path root;
  private Path installed;

  @BeforeEach
  void makeInstallationFolder() throws IOException {
    installed = Files.createDirectory(root.resolve("jvm"));
  }

  @Test
  void prefersTheConfiguredHomeThenItsOwnThenTheEnvironment() throws IOException {
    Path own = jdk(root.resolve("own"), "17.0.15");
    Path configured = jdk(root.resolve("configured"), "11.0.2");
    Path named = jdk(root.resolve("named"), "11.0.3");

    assertThat(CassandraJdk.find(Optional.of(configured), own, Optional.of(named), installed))
        .isEqualTo(java(configured));
    assertThat(CassandraJdk.find(Optional.empty(), own, Optional.of(named), installed))
        .isEqualTo(java(own));
    Path tooNew = jdk(root.resolve("new"), "25");
    assertThat(CassandraJdk.find(Optional.empty(), tooNew, Optional.of(named), installed))
        .isEqualTo(java(named));
  }

  @Test
  void searchesWhatIsInstalledAndTakes17Before11() throws IOException {
    Path own = jdk(root.resolve("own"), "25.0.1");
    jdk(installed.resolve("a"), "11.0.2");
    Path expected = jdk(installed.resolve("b"), "17.0.1");
    jdk(installed.resolve("c"), "21.0.1");

    assertThat(CassandraJdk.find(Optional.empty(), own, Optional.empty(), installed))
        .isEqualTo(java(expected));
  }

  @Test
  void saysWhatToDoWhenThereIsNone() throws IOException {
    Path own = jdk(root.resolve("own"), "25.0.1");

    assertThatThrownBy(() -> CassandraJdk.find(Optional.empty(), own, Optional.empty(), installed))
        .isInstanceOf(EmbeddedCassandraException.class)
        .hasMessageContaining("Java 11 or 17")
        .hasMessageContaining("runs on Java 25")
        .hasMessageContaining(CassandraJdk.VARIABLE);
  }

  @Test
  void refusesANamedHomeThatDoesNotSuit() throws IOException {
    Path own = jdk(root.resolve("own"), "25");
    Path named = jdk(root.resolve("named"), "21.0.2");

    assertThatThrownBy(
            () -> CassandraJdk.find(Optional.empty(), own, Optional.of(named), installed))
        .isInstanceOf(EmbeddedCassandraException.class)
        .hasMessageContaining(named + ", which is Java 21");
    assertThatThrownBy(
            () -> CassandraJdk.find(Optional.of(installed), own, Optional.empty(), installed))
        .isInstanceOf(EmbeddedCassandraException.class)
        .hasMessageContaining("which is no JDK");
  }

  private static Path jdk(Path home, String version) throws IOException {
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    assertThat(Files.createFile(java(home)).toFile().setExecutable(true)).isTrue();
    return home;
  }

  private static Path java(Path home) {
    return home.resolve("bin").resolve("java");
  }
}
