package io.tandem.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class GcLogTest {
  private static final Instant START = Instant.parse("2026-01-01T10:00:00Z");
  private final GcLog log =
      new GcLog(
          List.of(
              "[2026-01-01T10:00:00.000+0000] Using G1",
              "[2026-01-01T10:00:01.000+0000] GC(0) Pause Young (Normal) (G1 Evacuation Pause)"
                  + " 24M->4M(64M) 52.345ms",
              "[2026-01-01T12:00:05.500+0200] GC(1) Pause Remark 24M->4M(64M) 7.500ms",
              "[2026-01-01T10:00:06.000+0000] GC(1) Concurrent Mark Cycle 90.000ms"));

  @Test
  void findsTheLongestPauseOfATime() {
    assertThat(log.longestPause(START, Instant.MAX)).isEqualTo(Duration.ofNanos(52_345_000));
    assertThat(log.longestPause(START.plusSeconds(2), Instant.MAX)).hasMillis(7);
    assertThat(log.longestPause(START.plusSeconds(6), Instant.MAX)).isZero();
  }
}
