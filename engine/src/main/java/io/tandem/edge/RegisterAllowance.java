package io.tandem.edge;

import io.tandem.id.TenantId;
import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many REGISTER requests a tenant's phones may send to this node in a second. It counts
 * authenticated ones only, so strangers use up nobody's part. Each node counts for itself: the
 * tenant's rate holds at each, not over all. Safe for use by any thread.
 */
final class RegisterAllowance {
  /** From so many on, tenants that are quiet in this second are forgotten. */
  static final int MANY_TENANTS = 10_000;

  private static final int COUNT_BITS = 24;
  private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;
  private static final long SECOND_MILLIS = 1_000;

  private final Clock clock;

  /** The second, and in the lower {@link #COUNT_BITS} how many requests it has had. */
  private final ConcurrentHashMap<TenantId, AtomicLong> uses = new ConcurrentHashMap<>();

  RegisterAllowance(Clock clock) {
    this.clock = clock;
  }

  /**
   * Whether {@code tenant} may send one more.
   *
   * @param registersPerSecond its limit; negative for none
   */
  boolean takeOne(TenantId tenant, int registersPerSecond) {
    if (registersPerSecond < 0) {
      return true;
    }
    long second = clock.millis() / SECOND_MILLIS;
    var use = uses.get(tenant);
    if (use == null) {
      forgetTheQuiet(second);
      use = uses.computeIfAbsent(tenant, key -> new AtomicLong(second << COUNT_BITS));
    }
    long most = Math.min(registersPerSecond, COUNT_MASK);
    while (true) {
      long now = use.get();
      long taken = now >>> COUNT_BITS == second ? now & COUNT_MASK : 0;
      if (taken >= most) {
        return false;
      }
      if (use.compareAndSet(now, second << COUNT_BITS | taken + 1)) {
        return true;
      }
    }
  }

  private void forgetTheQuiet(long second) {
    if (uses.size() >= MANY_TENANTS) {
      uses.values().removeIf(use -> use.get() >>> COUNT_BITS != second);
    }
  }

  /** How many tenants are counted now. */
  int tenants() {
    return uses.size();
  }
}
