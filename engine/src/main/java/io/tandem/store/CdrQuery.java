package io.tandem.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Which records of a tenant to list, newest first.
 *
 * @param from calls that started at this time or later
 * @param to calls that started before this time
 * @param caller exactly this caller
 * @param callee exactly this callee
 * @param result exactly this result
 * @param cursor where the page before ended
 * @param limit records a page, 1 to {@value #MAX_LIMIT}
 */
public record CdrQuery(
    Instant from,
    Instant to,
    Optional<String> caller,
    Optional<String> callee,
    Optional<String> result,
    Optional<String> cursor,
    int limit) {

  /** The most records in a page. */
  public static final int MAX_LIMIT = 1000;

  /** The longest time that one listing spans; an earlier {@code from} is moved up. */
  public static final Duration MAX_SPAN = Duration.ofDays(3660);

  /**
   * @throws IllegalArgumentException when the limit or the cursor is not valid
   */
  public CdrQuery {
    Objects.requireNonNull(to, "to");
    Instant earliest = to.minus(MAX_SPAN);
    from = from.isBefore(earliest) ? earliest : from;
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit must be 1 to " + MAX_LIMIT + ", not " + limit);
    }
    cursor.ifPresent(TimeCursor::parse);
  }

  /** All records of a time, without filters, from the newest on. */
  public static CdrQuery between(Instant from, Instant to, int limit) {
    return new CdrQuery(
        from, to, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), limit);
  }

  /** The same query, going on where a page ended. */
  public CdrQuery after(String pageCursor) {
    return new CdrQuery(from, to, caller, callee, result, Optional.of(pageCursor), limit);
  }
}
