package io.tandem.tenant;

import java.time.Duration;
import java.time.Instant;

/**
 * Saves up permissions at a rate per second, one second's worth at most. Not thread-safe; its owner
 * guards it. A rate of {@link LeaseReport#UNLIMITED_SHARE} never runs out.
 */
final class TokenBucket {
  private static final double NANOS_PER_SECOND = 1e9;

  private int rate;
  private double tokens;
  private Instant filledAt;

  /** An empty bucket at rate 0. */
  TokenBucket(Instant now) {
    filledAt = now;
  }

  int rate() {
    return rate;
  }

  boolean hasToken(Instant now) {
    fill(now);
    return rate == LeaseReport.UNLIMITED_SHARE || tokens >= 1;
  }

  /** Takes up to {@code wanted} whole tokens; says how many. */
  int take(int wanted, Instant now) {
    fill(now);
    if (rate == LeaseReport.UNLIMITED_SHARE) {
      return wanted;
    }
    int taken = Math.min(wanted, (int) tokens);
    tokens -= taken;
    return taken;
  }

  /** Continues at {@code newRate} with {@code more} tokens, as far as they fit. */
  void grant(int newRate, int more, Instant now) {
    fill(now);
    rate = newRate;
    tokens = Math.min(tokens + more, newRate);
  }

  /** Continues at the lower {@code newRate}; says how many whole tokens no longer fit. */
  int lower(int newRate, Instant now) {
    fill(now);
    int surplus = (int) Math.max(0, tokens - newRate);
    rate = newRate;
    tokens = Math.min(tokens, newRate);
    return surplus;
  }

  private void fill(Instant now) {
    double seconds = Duration.between(filledAt, now).toNanos() / NANOS_PER_SECOND;
    tokens = Math.min(rate, tokens + Math.max(0, seconds) * rate);
    filledAt = now; // also when the clock was set back: it goes on from there
  }
}
