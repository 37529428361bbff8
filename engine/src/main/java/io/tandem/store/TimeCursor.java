package io.tandem.store;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a listing that runs from the newest to the oldest: just before the row with this time
 * and id. The empty id stands before all rows of that time. Written {@code <ms since 1970>.<id>},
 * with a time before the year 10000. The later of two is the greater.
 */
record TimeCursor(Instant at, String id) implements Comparable<TimeCursor> {
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");
  private static final Comparator<TimeCursor> OLDEST_FIRST =
      Comparator.comparing(TimeCursor::at).thenComparing(TimeCursor::id);
  private static final Pattern GRAMMAR = Pattern.compile("([0-9]{1,15})\\.([A-Za-z0-9_-]{0,64})");

  /**
   * @throws IllegalArgumentException when {@code text} is no cursor
   */
  static TimeCursor parse(String text) {
    Matcher matcher = GRAMMAR.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a cursor: " + text);
    }
    Instant at = Instant.ofEpochMilli(Long.parseLong(matcher.group(1)));
    if (!at.isBefore(END)) {
      throw new IllegalArgumentException("not a cursor: " + text);
    }
    return new TimeCursor(at, matcher.group(2));
  }

  /**
   * Where a page of a listing up to {@code to} (exclusive) begins. A caller may make up a cursor,
   * so one that lies behind {@code to} counts as {@code to}.
   *
   * @param cursor where the page before ended
   * @throws IllegalArgumentException when {@code cursor} is no cursor
   */
  static TimeCursor start(Optional<String> cursor, Instant to) {
    return cursor.map(TimeCursor::parse).filter(at -> !at.at().isAfter(to)).orElse(before(to));
  }

  /** Before everything at {@code at} and later. */
  static TimeCursor before(Instant at) {
    return new TimeCursor(at, "");
  }

  @Override
  public int compareTo(TimeCursor other) {
    return OLDEST_FIRST.compare(this, other);
  }

  @Override
  public String toString() {
    return at.toEpochMilli() + "." + id;
  }
}
