package io.tandem.audit;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A token bucket for each of many: so many at once, then one an interval. Bounded: who has been
 * quiet longest is forgotten. Safe for use by any thread.
 */
final class Allowance<K> {
  private final Clock clock;
  private final int burst;
  private final long intervalMillis;
  private final Map<K, Bucket> buckets;

  Allowance(Clock clock, int burst, Duration interval, int capacity) {
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
   * @param tokens those left at {@code at}, in ms since 1970
   */
  private record Bucket(double tokens, long at) {}

  /** Takes one for {@code key}, if it has one left. */
  boolean take(K key) {
    long now = clock.millis();
    synchronized (buckets) {
      var bucket = buckets.get(key);
      double more = bucket == null ? burst : (double) (now - bucket.at()) / intervalMillis;
      double tokens = Math.min(burst, (bucket == null ? 0 : bucket.tokens()) + Math.max(0, more));
      boolean granted = tokens >= 1;
      buckets.put(key, new Bucket(granted ? tokens - 1 : tokens, now));
      return granted;
    }
  }
}
