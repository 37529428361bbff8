package io.tandem.api.auth;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Slows guessing down. Failures are counted for three keys, each with some free ones: a user name
 * from one address (3), a user name from anywhere (10), an address (30; IPv6: its /64). Beyond
 * those an attempt must wait: one second, then two, four, … a minute at most; fifteen quiet minutes
 * forget all.
 *
 * <p>So that nobody can lock an administrator out by guessing at their name, a name that has signed
 * in from an address stays familiar there: from it only its own failures count.
 *
 * <p>While a key has failures beyond the free ones, an attempt takes the slot before its outcome is
 * known, so that parallel attempts do not slip through. Every table is bounded; the entry unused
 * for longest goes first.
 */
public final class LoginThrottle {
  private static final int FREE_FOR_PAIR = 3;
  private static final int FREE_FOR_NAME = 10;
  private static final int FREE_FOR_ADDRESS = 30;
  private static final int MOST_DOUBLINGS = 6;
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Duration FORGET_AFTER = Duration.ofMinutes(15);

  private final Clock clock;
  private final Map<Key, Failures> failures;
  private final Map<Key, Boolean> familiar;

  /**
   * @param capacity how many keys are remembered, and how many familiar names and addresses
   */
  public LoginThrottle(Clock clock, int capacity) {
    this.clock = clock;
    this.failures = new Bounded<>(capacity);
    this.familiar = new Bounded<>(capacity);
  }

  /** An attempt's name, address or both; the missing one is empty. */
  private record Key(String name, String address) {
    int freeFailures() {
      if (name.isEmpty()) {
        return FREE_FOR_ADDRESS;
      }
      return address.isEmpty() ? FREE_FOR_NAME : FREE_FOR_PAIR;
    }
  }

  private record Failures(int count, Instant last) {
    Instant allowedAt(int free) {
      if (count < free) {
        return last;
      }
      Duration wait = Duration.ofSeconds(1L << Math.min(count - free, MOST_DOUBLINGS));
      return last.plus(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
    }
  }

  /**
   * Begins an attempt.
   *
   * @param remote where it comes from; {@code null} when unknown
   * @return how long to wait before it may be made; zero when it is made now, and then {@link
   *     #failed} or {@link #succeeded} must follow
   */
  public synchronized Duration begin(String name, InetAddress remote) {
    Instant now = clock.instant();
    List<Key> keys = keys(name, remote);
    Duration wait = Duration.ZERO;
    for (Key key : keys) {
      Duration own = waitFor(key, now);
      wait = own.compareTo(wait) > 0 ? own : wait;
    }
    if (wait.isZero()) {
      keys.forEach(key -> failures.computeIfPresent(key, (k, known) -> taken(k, known, now)));
    }
    return wait;
  }

  private Duration waitFor(Key key, Instant now) {
    Failures known = failures.get(key);
    if (known == null) {
      return Duration.ZERO;
    }
    if (now.isAfter(known.last().plus(FORGET_AFTER))) {
      failures.remove(key);
      return Duration.ZERO;
    }
    if (now.isBefore(known.last())) { // the clock was set back
      known = new Failures(known.count(), now);
      failures.put(key, known);
    }
    Duration wait = Duration.between(now, known.allowedAt(key.freeFailures()));
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  private static Failures taken(Key key, Failures known, Instant now) {
    return known.count() < key.freeFailures() ? known : new Failures(known.count(), now);
  }

  /** The attempt failed. */
  public synchronized void failed(String name, InetAddress remote) {
    Instant now = clock.instant();
    for (Key key : keys(name, remote)) {
      failures.merge(key, new Failures(1, now), (old, one) -> new Failures(old.count() + 1, now));
    }
  }

  /** The attempt succeeded. The address's other failures stay: it may be guessing elsewhere. */
  public synchronized void succeeded(String name, InetAddress remote) {
    var pair = new Key(name, addressOf(remote));
    familiar.put(pair, true);
    failures.remove(pair);
  }

  /** How many keys and familiar pairs are remembered now. */
  synchronized int size() {
    return failures.size() + familiar.size();
  }

  private List<Key> keys(String name, InetAddress remote) {
    String address = addressOf(remote);
    var pair = new Key(name, address);
    return familiar.containsKey(pair)
        ? List.of(pair)
        : List.of(pair, new Key(name, ""), new Key("", address));
  }

  private static String addressOf(InetAddress remote) {
    if (remote == null) {
      return "unknown";
    }
    byte[] bytes = remote.getAddress();
    return HexFormat.of()
        .formatHex(remote instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes);
  }

  private static final class Bounded<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private final int capacity;

    Bounded(int capacity) {
      super(16, 0.75f, true);
      this.capacity = capacity;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > capacity;
    }
  }
}
