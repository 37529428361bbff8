package io.tandem.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReceptionTest {
  private static final int SSRC = 1;
  private final Reception reception = new Reception();

  private void packets(int ssrc, int... sequences) {
    for (int sequence : sequences) {
      reception.packet(ssrc, sequence & 0xffff, 172);
    }
  }

  @Test
  void countsPacketsAndOctets() {
    packets(SSRC, 1, 2, 3);

    assertThat(reception.packets()).isEqualTo(3);
    assertThat(reception.octets()).isEqualTo(3 * 172);
    assertThat(reception.lost()).isZero();
  }

  @Test
  void countsGapsAsLost() {
    packets(SSRC, 10, 11, 14, 15);

    assertThat(reception.lost()).isEqualTo(2);
  }

  @Test
  void aLatePacketIsNotLost() {
    packets(SSRC, 10, 12, 11, 13);

    assertThat(reception.lost()).isZero();
  }

  @Test
  void duplicatesNeverMakeTheLossNegative() {
    packets(SSRC, 10, 10, 10, 11);

    assertThat(reception.lost()).isZero();
  }

  @Test
  void countsAcrossTheWrap() {
    packets(SSRC, 65_534, 65_535, 2, 3);

    assertThat(reception.lost()).isEqualTo(2);
  }

  @Test
  void aNewSsrcStartsANewStreamAndLossesAddUp() {
    packets(SSRC, 10, 12);
    packets(2, 40_000, 40_003);

    assertThat(reception.lost()).isEqualTo(1 + 2);
    assertThat(reception.packets()).isEqualTo(4);
  }

  @Test
  void aJumpIsARestartNotALoss() {
    packets(SSRC, 10, 11, 30_000, 30_001, 30_002);

    assertThat(reception.lost()).isZero();
  }

  @Test
  void aSinglePacketFromFarAwayIsIgnored() {
    packets(SSRC, 10, 11, 30_000, 12, 13);

    assertThat(reception.lost()).isZero();
    assertThat(reception.packets()).isEqualTo(5);
  }

  @Test
  void evenPacketsHaveNoJitter() {
    for (int i = 0; i < 100; i++) {
      reception.timing(0, 8_000, i * 160, TimeUnit.MILLISECONDS.toNanos(20L * i));
    }

    assertThat(reception.jitter()).isZero();
    assertThat(reception.codec()).isZero();
  }

  @Test
  void jitterFollowsRfc3550() {
    long[] arrivals = {0, 30, 40, 70, 80};
    double expected = 0;
    for (int i = 0; i < arrivals.length; i++) {
      reception.timing(8, 8_000, i * 160, TimeUnit.MILLISECONDS.toNanos(arrivals[i]));
      if (i > 0) {
        expected += (10e6 - expected) / 16;
      }
    }

    assertThat(reception.jitter()).isCloseTo(Duration.ofNanos((long) expected), nanos(1));
  }

  @Test
  void timestampsMayWrapAndCodecsMayChange() {
    reception.timing(8, 8_000, -160, 0);
    reception.timing(8, 8_000, 0, TimeUnit.MILLISECONDS.toNanos(20));
    reception.timing(96, 48_000, 123_456, TimeUnit.MILLISECONDS.toNanos(40));

    assertThat(reception.jitter()).isZero();
    assertThat(reception.codec()).isEqualTo(96);
  }

  private static Duration nanos(long count) {
    return Duration.ofNanos(count);
  }
}
