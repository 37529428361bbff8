package io.tandem.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopbackPortsTest {
  @TempDir private Path folder;

  @Test
  void takesTheRememberedPortsWhileTheyAreFree() throws IOException {
    Path file = folder.resolve("ports.properties");
    LoopbackPorts first = LoopbackPorts.choose(file);
    first.remember(file);

    assertThat(first.cql()).isPositive().isNotEqualTo(first.storage());
    assertThat(LoopbackPorts.choose(file)).isEqualTo(first);
  }

  @Test
  void replacesARememberedPortThatIsTaken() throws IOException {
    Path file = folder.resolve("ports.properties");
    try (var taken = new ServerSocket(0, 1, LoopbackPorts.LOOPBACK)) {
      new LoopbackPorts(taken.getLocalPort(), 0).remember(file);

      assertThat(LoopbackPorts.choose(file).cql()).isPositive().isNotEqualTo(taken.getLocalPort());
    }
  }
}
