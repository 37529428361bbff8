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
  /** How many that makes in all. */
  long total() {
    return Math.max(1, Math.round(rate * warmUp.plus(window).toMillis() / 1000));
  }
}
