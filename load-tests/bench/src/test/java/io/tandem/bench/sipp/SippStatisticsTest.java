package io.tandem.bench.sipp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On what SIPp 3.6.1 wrote in a run of 50 calls, 20 a second, each held for 0.2 s. */
class SippStatisticsTest {
  private final List<String> lines = read();
  private final SippStatistics statistics = SippStatistics.parse(lines);

  @Test
  void readsTheStartAndTheFinalCounts() {
    assertThat(statistics.startedAt()).isEqualTo(Instant.parse("2026-11-24T00:32:22.705429Z"));
    assertThat(statistics.last())
        .isEqualTo(
            new SippStatistics.Sample(Instant.parse("2026-11-24T00:32:25.419603Z"), 50, 50, 0, 0));
  }

  @Test
  void takesCountsToGrowEvenlyBetweenSamples() {
    Instant start = statistics.startedAt();
    var firstHalfSecond = statistics.between(start, start.plusMillis(502));

    assertThat(firstHalfSecond.created()).isEqualTo(9);
    assertThat(statistics.between(start, Instant.MAX).created()).isEqualTo(50);
    assertThat(statistics.between(start.plusSeconds(60), Instant.MAX).created()).isZero();
  }

  @Test
  void leavesOutALineThatIsStillBeingWritten() {
    var cut = List.of(lines.get(0), lines.get(1), lines.get(2), lines.get(3).substring(0, 200));

    assertThat(SippStatistics.parse(cut).last().created()).isEqualTo(19);
  }

  @Test
  void isEmptyBeforeTheFirstSample() {
    assertThat(SippStatistics.parse(List.of()).last().created()).isZero();
    assertThat(SippStatistics.parse(lines.subList(0, 1)).last().created()).isZero();
  }

  @Test
  void saysWhichColumnIsMissing() {
    var other = List.of("StartTime;CurrentTime;", "a;b;");

    assertThatThrownBy(() -> SippStatistics.parse(other)).hasMessageContaining("TotalCallCreated");
  }

  private static List<String> read() {
    try (var in = SippStatisticsTest.class.getResourceAsStream("/sipp-statistics.csv")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
