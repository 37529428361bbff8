package io.tandem.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeCursorTest {
  @Test
  void roundTrips() {
    var cursor = new TimeCursor(Instant.ofEpochMilli(1764547200123L), "abc");

    assertThat(TimeCursor.parse(cursor.toString())).isEqualTo(cursor);
    assertThat(TimeCursor.parse(TimeCursor.before(Instant.EPOCH).toString()))
        .isEqualTo(TimeCursor.before(Instant.EPOCH));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "abc",
        "12",
        "12.a'b",
        "-1.a",
        "9999999999999999.a",
        "999999999999999.",
        "253402300800000.a"
      })
  void refusesWhatIsNoCursor(String text) {
    assertThatThrownBy(() -> TimeCursor.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }

  @Test
  void aListingBeginsAtItsEndAtMost() {
    Instant to = Instant.parse("2026-03-01T00:00:00Z");
    var before = new TimeCursor(to.minusMillis(1), "abc");
    var behind = new TimeCursor(to.plusMillis(1), "abc");

    assertThat(TimeCursor.start(Optional.empty(), to)).isEqualTo(TimeCursor.before(to));
    assertThat(TimeCursor.start(Optional.of(before.toString()), to)).isEqualTo(before);
    assertThat(TimeCursor.start(Optional.of(behind.toString()), to))
        .isEqualTo(TimeCursor.before(to));
    assertThat(TimeCursor.start(Optional.of("253402300799999.a"), to))
        .isEqualTo(TimeCursor.before(to));
  }
}
