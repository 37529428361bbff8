package io.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryBoundsTest {
  @Test
  void areWhatTheJvmWasTold() {
    var bounds = MemoryBounds.ofThis();

    assertThat(bounds.heap()).isEqualTo(Runtime.getRuntime().maxMemory() >> 20);
    assertThat(bounds.packets()).isPositive();
    assertThat(new MemoryBounds(2048, 1024))
        .hasToString(
            "memory: up to 2048 MiB for objects, 1024 MiB for packets, and some 300 MiB beside"
                + " them");
  }
}
