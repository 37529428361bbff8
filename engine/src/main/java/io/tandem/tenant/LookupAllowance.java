package io.tandem.tenant;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** How many look-ups may be made now: a bucket that fills at a rate. Safe for any thread. */
final class LookupAllowance {
  private static final double NANOS_PER_SECOND = 1e9;

  private final int perSecond;
  private final int most;
  private final Clock clock;
  private double saved;
  private Instant filledAt;

  /**
   * @param most what is saved up at most, and is there at first
   */
  LookupAllowance(int perSecond, int most, Clock clock) {
    this.perSecond = perSecond;
    this.most = most;
    this.clock = clock;
    this.saved = most;
    this.filledAt = clock.instant();
  }

  /** Whether one more may be made. */
  synchronized boolean takeOne() {
    Instant now = clock.instant();
    double seconds = Duration.between(filledAt, now).toNanos() / NANOS_PER_SECOND;
    saved = Math.min(most, saved + Math.max(0, seconds) * perSecond);
    filledAt = now; // also when the clock was set back: it goes on from there
    if (saved < 1) {
      return false;
    }
    saved--;
    return true;
  }
}
