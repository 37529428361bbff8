package io.tandem.store;

import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a listing that runs from the newest to the oldest: just before the row with this time
 * and id. The empty id stands before all rows of that time. Written {@code <ms since 1970>.<id>}.
 */
record TimeCursor(Instant at, String id) {
  private static final Pattern GRAMMAR = Pattern.compile("([0-9]{1,15})\\.([A-Za-z0-9_-]{0,64})");

  /**
   * @throws IllegalArgumentException when {@code text} is no cursor
   */
  static TimeCursor parse(String text) {
    Matcher matcher = GRAMMAR.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a cursor: " + text);
    }
    return new TimeCursor(Instant.ofEpochMilli(Long.parseLong(matcher.group(1))), matcher.group(2));
  }

  /** Before everything at {@code at} and later. */
  static TimeCursor before(Instant at) {
    return new TimeCursor(at, "");
  }

  @Override
  public String toString() {
    return at.toEpochMilli() + "." + id;
  }
}
