package io.tandem.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RareLineTest {
  private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

  private final List<Long> said = new ArrayList<>();
  private Instant now = START;
  private final RareLine line =
      new RareLine(
          new Clock() {
            @Override
            public Instant instant() {
              return now;
            }

            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }
          },
          Duration.ofMinutes(1));

  @Test
  void oneIsWrittenInAnIntervalAndTellsOfAll() {
    line.add(2, said::add);
    line.add(3, said::add);
    now = START.plusSeconds(60);
    line.add(4, said::add);
    assertThat(said).containsExactly(2L, 7L);
  }

  @Test
  void aClockThatIsSetBackSilencesNothing() {
    line.add(1, said::add);
    now = START.minusSeconds(86_400);
    line.add(2, said::add);
    line.add(3, said::add);
    now = now.plusSeconds(60);
    line.add(4, said::add);
    assertThat(said).containsExactly(1L, 2L, 7L);
  }
}
