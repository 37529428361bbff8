package io.tandem.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.bench.sipp.ResponseTimes;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MeasurementTest {
  private static final Instant START = Instant.parse("2026-01-31T10:15:30Z");
  private static final Duration WINDOW = Duration.ofSeconds(10);

  @Test
  void dividesWhatTheNodeUsedByWhatItAnswered() {
    var measurement = measurement(1000, 1, 990);

    assertThat(measurement.answeredRate()).isEqualTo(99);
    assertThat(measurement.failedShare()).isEqualTo(0.001);
    assertThat(measurement.triedShare()).isEqualTo(1);
    assertThat(measurement.cpuMillisEach()).isEqualTo(2);
    assertThat(measurement.writtenEach()).isEqualTo(0.5);
    assertThat(measurement.to()).isEqualTo(START.plusSeconds(10));
    assertThat(measurement.table()).contains("495 call records");
    assertThat(measurement.table()).contains("2.000 ms each, 20 % of a core", "1 (0.10 %)");
    assertThat(measurement.line()).contains("1000 tried, 990 answered");
  }

  @Test
  void countsAsFailedWhenNothingWasTried() {
    var measurement = measurement(0, 0, 0);

    assertThat(measurement.failedShare()).isEqualTo(1);
    assertThat(measurement.cpuMillisEach()).isZero();
    assertThat(measurement.writtenEach()).isZero();
  }

  private static Measurement measurement(long tried, long failed, int answered) {
    return new Measurement(
        100,
        START,
        WINDOW,
        tried,
        failed,
        0,
        new ResponseTimes.Summary(answered, 22, 30, 40),
        Duration.ofMillis(1980),
        Duration.ofMillis(500),
        new Measurement.Written("call records", answered / 2));
  }
}
