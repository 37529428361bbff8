package io.tandem.cdr;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Writes times as {@link Instant#toString} does, ten times as fast for those of milliseconds: a
 * record has ten and is written three times.
 */
final class InstantText extends StdSerializer<Instant> {
  private static final long serialVersionUID = 1L;
  private static final int NANOS_PER_MILLI = 1_000_000;
  private static final int LAST_YEAR = 9999;

  InstantText() {
    super(Instant.class);
  }

  @Override
  public void serialize(Instant time, JsonGenerator json, SerializerProvider provider)
      throws IOException {
    json.writeString(format(time));
  }

  static String format(Instant time) {
    if (time.getNano() % NANOS_PER_MILLI != 0) {
      return time.toString();
    }
    var at = LocalDateTime.ofEpochSecond(time.getEpochSecond(), 0, ZoneOffset.UTC);
    if (at.getYear() < 0 || at.getYear() > LAST_YEAR) {
      return time.toString();
    }
    var text = new StringBuilder(24);
    digits(text, at.getYear(), 1000).append('-');
    digits(text, at.getMonthValue(), 10).append('-');
    digits(text, at.getDayOfMonth(), 10).append('T');
    digits(text, at.getHour(), 10).append(':');
    digits(text, at.getMinute(), 10).append(':');
    digits(text, at.getSecond(), 10);
    int millis = time.getNano() / NANOS_PER_MILLI;
    if (millis > 0) {
      digits(text.append('.'), millis, 100);
    }
    return text.append('Z').toString();
  }

  /** All digits of {@code number} from that of {@code highest} on. */
  private static StringBuilder digits(StringBuilder text, int number, int highest) {
    for (int place = highest; place > 0; place /= 10) {
      text.append((char) ('0' + number / place % 10));
    }
    return text;
  }
}
