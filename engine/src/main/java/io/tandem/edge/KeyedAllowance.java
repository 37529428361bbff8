package io.tandem.edge;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each of many may do something: a token bucket for each. Bounded: who has been quiet
 * longest is forgotten. Safe for use by any thread.
 *
 * @param <K> who
 */
final class KeyedAllowance<K> {
  private final Clock clock;
  private final int burst;
  private final long intervalMillis;
  private final Map<K, Bucket> buckets;

  /**
   * @param burst how often at once
   * @param interval how long it takes until once more
   * @param capacity how many are remembered
   */
  KeyedAllowance(Clock clock, int burst, Duration interval, int capacity) {
    this.clock = clock;
    this.burst = burst;
    this.intervalMillis = interval.toMillis();
    this.buckets =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, Bucket> eldest) {
            return size() > capacity;
          }
        };
  }

  /**
   * @param left how often still at {@code at}, in ms since 1970
   */
  private record Bucket(double left, long at) {}

  /** Whether {@code who} might once more, which does not count. */
  boolean has(K who) {
    synchronized (buckets) {
      return left(who, clock.millis()) >= 1;
    }
  }

  /** Whether {@code who} may once more, which counts. */
  boolean takeOne(K who) {
    long now = clock.millis();
    synchronized (buckets) {
      double left = left(who, now);
      boolean granted = left >= 1;
      buckets.put(who, new Bucket(granted ? left - 1 : left, now));
      return granted;
    }
  }

  private double left(K who, long now) {
    var bucket = buckets.get(who);
    if (bucket == null) {
      return burst;
    }
    double more = (double) (now - bucket.at()) / intervalMillis;
    return Math.min(burst, bucket.left() + Math.max(0, more));
  }

  /** How many are remembered now. */
  int size() {
    synchronized (buckets) {
      return buckets.size();
    }
  }
}
