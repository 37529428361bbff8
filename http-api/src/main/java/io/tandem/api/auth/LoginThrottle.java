package io.tandem.api.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows guessing down: after three failures in a row each further attempt must wait, one second,
 * then two, four, … up to a minute. Kept for each user name and, apart from it, for each address;
 * forgotten after fifteen quiet minutes. At the table's bound the oldest entry is dropped.
 */
public final class LoginThrottle {
  private static final int FREE_FAILURES = 3;
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Duration FORGET_AFTER = Duration.ofMinutes(15);

  private final Clock clock;
  private final Map<String, Failures> failures;

  /**
   * @param capacity how many names and addresses are remembered
   */
  public LoginThrottle(Clock clock, int capacity) {
    this.clock = clock;
    this.failures =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > capacity;
          }
        };
  }

  private record Failures(int count, Instant last) {
    Instant allowedAt() {
      int doublings = Math.min(count - FREE_FAILURES, 6);
      if (doublings < 0) {
        return last;
      }
      Duration wait = Duration.ofSeconds(1L << doublings);
      return last.plus(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
    }
  }

  /** How long {@code who} must wait before the next attempt; zero when it may come now. */
  public synchronized Duration waitFor(String who) {
    Failures known = failures.get(who);
    if (known == null) {
      return Duration.ZERO;
    }
    Instant now = clock.instant();
    if (now.isAfter(known.last().plus(FORGET_AFTER))) {
      failures.remove(who);
      return Duration.ZERO;
    }
    Duration wait = Duration.between(now, known.allowedAt());
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  /** An attempt of {@code who} failed. */
  public synchronized void failed(String who) {
    Instant now = clock.instant();
    failures.merge(who, new Failures(1, now), (old, one) -> new Failures(old.count() + 1, now));
  }

  /** An attempt of {@code who} succeeded. */
  public synchronized void succeeded(String who) {
    failures.remove(who);
  }
}
