package io.tandem.bench.sipp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ResponseTimesTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void givesPercentilesByNearestRank() {
    double[] oneToThousand = IntStream.rangeClosed(1, 1000).mapToDouble(i -> 1001 - i).toArray();

    assertThat(ResponseTimes.Summary.of(oneToThousand))
        .isEqualTo(new ResponseTimes.Summary(1000, 500, 990, 1000));
    assertThat(ResponseTimes.Summary.of(new double[] {7}))
        .isEqualTo(new ResponseTimes.Summary(1, 7, 7, 7));
    assertThat(ResponseTimes.Summary.of(new double[] {1, 2, 3}))
        .isEqualTo(new ResponseTimes.Summary(3, 2, 3, 3));
  }

  @Test
  void isZeroWithoutMeasurements() {
    assertThat(ResponseTimes.parse(START, List.of()).within(START, Duration.ofSeconds(9)))
        .isEqualTo(new ResponseTimes.Summary(0, 0, 0, 0));
  }

  @Test
  void takesThoseOfTheWindowOnly() {
    var lines = new ArrayList<>(List.of("Date_ms;response_time_ms;rtd_no"));
    lines.addAll(List.of("999.999;500;1", "1000.000;20;1", "1999.001;30;1", "2000.000;600;1"));

    var inside =
        ResponseTimes.parse(START, lines).within(START.plusSeconds(1), Duration.ofSeconds(1));

    assertThat(inside).isEqualTo(new ResponseTimes.Summary(2, 20, 30, 30));
  }
}
