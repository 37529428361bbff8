package io.tandem.phone.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReceiveStatisticsTest {
  private final ReceiveStatistics statistics = new ReceiveStatistics();

  @Test
  void lossIsCountedAcrossTheWrapOfSequenceNumbers() {
    count(65534, 65535, 0, 3);

    assertThat(statistics.received()).isEqualTo(4);
    assertThat(statistics.lost()).isEqualTo(2);
  }

  @Test
  void aLatePacketIsNoLossAndARepeatedOneADuplicate() {
    count(10, 12, 11, 12);

    assertThat(statistics.lost()).isZero();
    assertThat(statistics.duplicates()).isEqualTo(1);
  }

  @Test
  void aFarJumpIsANewStream() {
    count(10, 12, 30_000, 30_001);

    assertThat(statistics.lost()).isEqualTo(1);
  }

  @Test
  void theLongestGapIsKept() {
    statistics.count(packet(1), "a", Duration.ofMillis(0).toNanos());
    statistics.count(packet(2), "a", Duration.ofMillis(20).toNanos());
    statistics.count(packet(3), "b", Duration.ofMillis(320).toNanos());
    statistics.count(packet(4), "b", Duration.ofMillis(340).toNanos());

    assertThat(statistics.maxGap()).isEqualTo(Duration.ofMillis(300));
    assertThat(statistics.sources()).containsExactly("a", "b");
  }

  private void count(int... sequences) {
    for (int sequence : sequences) {
      statistics.count(packet(sequence), "source", 0);
    }
  }

  private static RtpPacket packet(int sequence) {
    return RtpPacket.decode(new RtpPacket(0, false, sequence, 0, 7, new byte[160]).encode());
  }
}
