package io.tandem.cdr;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstantTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999Z",
        "2026-02-28T23:59:59.010Z",
        "2028-02-29T12:00:00.100Z",
        "2026-11-23T10:00:00.000001Z",
        "0001-01-01T00:00:00Z",
        "-0001-01-01T00:00:00.500Z",
        "+12026-01-01T00:00:00Z"
      })
  void writesWhatInstantWrites(String text) {
    var time = Instant.parse(text);

    assertThat(InstantText.format(time)).isEqualTo(time.toString());
  }

  @Test
  void writesAnyTimeAsInstantDoes() {
    var random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      var time = Instant.ofEpochMilli(random.nextLong() >> random.nextInt(40));
      assertThat(InstantText.format(time)).isEqualTo(time.toString());
    }
  }
}
