package io.tandem.edge;

import io.tandem.net.SourceNetwork;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down who guesses passwords, and nobody beside: a small token bucket for each user whose
 * password was wrong, by the network that the nonce was sent to, and a large one for that network,
 * for whoever tries many users. With a bucket empty, credentials are not even looked at. A user
 * with a live registration from that network does not count to the network; on the very flow of
 * that registration it has a bucket that nobody else can empty.
 *
 * <p>Whose address a datagram names as its source does not matter: that can be forged. Bounded: the
 * bucket that was looked at longest ago is forgotten. Safe for use by any thread.
 */
final class GuessLimiter {
  /**
   * Who tries a password.
   *
   * @param network where the nonce was sent
   * @param user whom the credentials name, with the realm
   * @param nearness to a live registration of that user
   * @param flow where the request came from, if that is {@code network}
   */
  record Guesser(
      SourceNetwork network,
      String user,
      LiveRegistrations.Nearness nearness,
      InetSocketAddress flow) {}

  private record NetworkUser(SourceNetwork network, String user) {}

  private record FlowUser(InetSocketAddress flow, String user) {}

  private final Buckets users;
  private final Buckets networks;

  /**
   * @param capacity how many buckets of each kind are kept
   */
  GuessLimiter(Clock clock, GuessAllowance user, GuessAllowance network, int capacity) {
    this.users = new Buckets(clock, user, capacity);
    this.networks = new Buckets(clock, network, capacity);
  }

  /** Whether anybody has been wrong lately; if not, nobody has to wait. Takes no lock. */
  boolean isWatching() {
    return !users.isEmpty() || !networks.isEmpty();
  }

  /** How long {@code guesser} has to wait before a password is looked at; zero for not at all. */
  Duration wait(Guesser guesser) {
    var wait = users.wait(keyOf(guesser));
    if (!countsToNetwork(guesser)) {
      return wait;
    }
    var others = networks.wait(guesser.network());
    return wait.compareTo(others) < 0 ? others : wait;
  }

  /** {@code guesser} has given a wrong password. */
  void wrong(Guesser guesser) {
    users.take(keyOf(guesser));
    if (countsToNetwork(guesser)) {
      networks.take(guesser.network());
    }
  }

  /** How many users are watched. */
  int size() {
    return users.size();
  }

  private static boolean countsToNetwork(Guesser guesser) {
    return guesser.nearness() == LiveRegistrations.Nearness.UNKNOWN;
  }

  private static Record keyOf(Guesser guesser) {
    return guesser.nearness() == LiveRegistrations.Nearness.FLOW
        ? new FlowUser(guesser.flow(), guesser.user())
        : new NetworkUser(guesser.network(), guesser.user());
  }

  /** Token buckets of one size; those that are full are not kept. */
  private static final class Buckets {
    private final Clock clock;
    private final int burst;
    private final long intervalMillis;
    private final Map<Record, Bucket> buckets;
    private volatile boolean empty = true;

    Buckets(Clock clock, GuessAllowance allowance, int capacity) {
      this.clock = clock;
      this.burst = allowance.burst();
      this.intervalMillis = allowance.interval().toMillis();
      this.buckets =
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Record, Bucket> eldest) {
              return size() > capacity;
            }
          };
    }

    /**
     * @param guesses those still allowed at {@code at}, in ms since 1970
     */
    private record Bucket(double guesses, long at) {}

    boolean isEmpty() {
      return empty;
    }

    Duration wait(Record key) {
      synchronized (buckets) {
        var bucket = buckets.get(key);
        if (bucket == null) {
          return Duration.ZERO;
        }
        double guesses = refilled(bucket);
        if (clock.millis() < bucket.at()) {
          buckets.put(key, new Bucket(guesses, clock.millis())); // the clock was set back
        }
        if (guesses >= burst) {
          buckets.remove(key);
          empty = buckets.isEmpty();
        }
        return guesses >= 1
            ? Duration.ZERO
            : Duration.ofMillis((long) Math.ceil((1 - guesses) * intervalMillis));
      }
    }

    void take(Record key) {
      synchronized (buckets) {
        var bucket = buckets.get(key);
        double guesses = bucket == null ? burst : refilled(bucket);
        buckets.put(key, new Bucket(Math.max(0, guesses - 1), clock.millis()));
        empty = false;
      }
    }

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
}
