package io.tandem.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MemoryTest {
  @Test
  void readsWhatLinuxAndTheJvmSay() {
    assertThat(Memory.first(Memory.RESIDENT, "VmPeak:\t  9 kB\nVmRSS:\t  355240 kB\n"))
        .isEqualTo(355_240);
    assertThat(
            Memory.first(
                Memory.HEAP, "19829:\n garbage-first heap   total 649216K, used 399045K [0x0)"))
        .isEqualTo(399_045);
  }

  @Test
  void saysWhatItExpected() {
    assertThatThrownBy(() -> Memory.first(Memory.RESIDENT, "no such process"))
        .hasMessageContaining("VmRSS")
        .hasMessageContaining("no such process");
  }
}
