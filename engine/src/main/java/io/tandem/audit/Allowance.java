package io.tandem.audit;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A token bucket for each of many: so many at once, then one an interval. Bounded: who has been
 * quiet for long enough to have a full bucket again is forgotten. While there is no room, all who
 * are not known share one more bucket, so that nobody gets a full one by being pushed out. Safe for
 * use by any thread.
 */
final class Allowance<K> {
  private final Clock clock;
  private final int burst;
  private final long intervalMillis;
  private final int capacity;

  /** From who took longest ago to who took last. */
  private final Map<K, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  private Bucket others;

  Allowance(Clock clock, int burst, Duration interval, int capacity) {
    this.clock = clock;
    this.burst = burst;
    this.intervalMillis = interval.toMillis();
    this.capacity = capacity;
    this.others = new Bucket(burst, clock.millis());
  }

  /**
   * @param tokens those left at {@code at}, in ms since 1970
   */
  private record Bucket(double tokens, long at) {
    boolean hasOne() {
      return tokens >= 1;
    }

    Bucket afterTaking() {
      return hasOne() ? new Bucket(tokens - 1, at) : this;
    }
  }

  /** Takes one for {@code key}, if it has one left. */
  boolean take(K key) {
    long now = clock.millis();
    synchronized (buckets) {
      Bucket known = buckets.get(key);
      if (known == null && !hasRoom(now)) {
        Bucket shared = filled(others, now);
        others = shared.afterTaking();
        return shared.hasOne();
      }
      Bucket own = known == null ? new Bucket(burst, now) : filled(known, now);
      buckets.put(key, own.afterTaking());
      return own.hasOne();
    }
  }

  private boolean hasRoom(long now) {
    if (buckets.size() < capacity) {
      return true;
    }
    var longestQuiet = buckets.values().iterator();
    if (filled(longestQuiet.next(), now).tokens() < burst) {
      return false;
    }
    longestQuiet.remove();
    return true;
  }

  private Bucket filled(Bucket bucket, long now) {
    double more = (double) Math.max(0, now - bucket.at()) / intervalMillis;
    return new Bucket(Math.min(burst, bucket.tokens() + more), now);
  }
}
