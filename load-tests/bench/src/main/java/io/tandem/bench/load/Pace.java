package io.tandem.bench.load;

import java.time.Duration;

/**
 * How a load is put on.
 *
 * @param rate how many a second
 * @param warmUp how long before the measurement begins
 * @param window how long the measurement lasts
 */
public record Pace(double rate, Duration warmUp, Duration window) {
  /** The load goes on for so long after the window, so that the window's end is like its middle. */
  private static final Duration AFTER = Duration.ofSeconds(2);

  /** How many that makes in all. */
  long total() {
    Duration whole = warmUp.plus(window).plus(AFTER);
    return Math.max(1, Math.round(rate * whole.toMillis() / 1000));
  }
}
