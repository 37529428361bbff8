package io.tandem.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
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
  @ValueSource(strings = {"", "abc", "12", "12.a'b", "-1.a", "9999999999999999.a"})
  void refusesWhatIsNoCursor(String text) {
    assertThatThrownBy(() -> TimeCursor.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }
}
