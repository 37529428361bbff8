package io.tandem.edge;

import io.tandem.net.SourceNetwork;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down who guesses passwords: a token bucket for each network to which a nonce was sent that
 * came back with a wrong one. With its bucket empty, credentials with its nonces are not even
 * looked at. Whose address a datagram names as its source does not matter: that can be forged.
 * Bounded: the network that has been quiet longest is forgotten. Safe for use by any thread.
 */
final class GuessLimiter {
  private final Clock clock;
  private final int burst;
  private final long intervalMillis;
  private final Map<SourceNetwork, Bucket> buckets;
  private volatile boolean empty = true;

  GuessLimiter(Clock clock, int burst, Duration interval, int capacity) {
    this.clock = clock;
    this.burst = burst;
    this.intervalMillis = interval.toMillis();
    this.buckets =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<SourceNetwork, Bucket> eldest) {
            return size() > capacity;
          }
        };
  }

  /**
   * @param guesses those still allowed at {@code at}, in ms since 1970
   */
  private record Bucket(double guesses, long at) {}

  /** Whether {@code guesser} may try a password now. */
  boolean allows(SourceNetwork guesser) {
    if (empty) {
      return true; // the usual case: nobody has been wrong lately, no lock
    }
    synchronized (buckets) {
      var bucket = buckets.get(guesser);
      if (bucket == null) {
        return true;
      }
      double guesses = refilled(bucket);
      if (guesses >= burst) {
        buckets.remove(guesser);
        empty = buckets.isEmpty();
      }
      return guesses >= 1;
    }
  }

  /** {@code guesser} has given a wrong password. */
  void wrong(SourceNetwork guesser) {
    synchronized (buckets) {
      var bucket = buckets.get(guesser);
      double guesses = bucket == null ? burst : refilled(bucket);
      buckets.put(guesser, new Bucket(Math.max(0, guesses - 1), clock.millis()));
      empty = false;
    }
  }

  /** How many networks are watched. */
  int size() {
    synchronized (buckets) {
      return buckets.size();
    }
  }

  private double refilled(Bucket bucket) {
    double more = (double) (clock.millis() - bucket.at()) / intervalMillis;
    return Math.min(burst, bucket.guesses() + Math.max(0, more));
  }
}
