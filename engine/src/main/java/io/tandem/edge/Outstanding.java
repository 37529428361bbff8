package io.tandem.edge;

import io.tandem.id.TenantId;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many requests of each tenant wait at the door for somebody's answer. A tenant that floods us
 * fills its own share and no other's. Safe for use by any thread.
 */
final class Outstanding {
  private final ConcurrentHashMap<TenantId, Integer> waiting = new ConcurrentHashMap<>();
  private final int limit;

  Outstanding(int limit) {
    this.limit = limit;
  }

  /** Counts one more request of {@code tenant}, unless it has its share waiting. */
  boolean enter(TenantId tenant) {
    var entered = new boolean[1];
    waiting.compute(
        tenant,
        (id, count) -> {
          int now = count == null ? 0 : count;
          entered[0] = now < limit;
          return entered[0] ? Integer.valueOf(now + 1) : count;
        });
    return entered[0];
  }

  /** One that {@linkplain #enter entered} waits no longer. */
  void leave(TenantId tenant) {
    waiting.computeIfPresent(tenant, (id, count) -> count == 1 ? null : count - 1);
  }

  /** How many wait, of all tenants. */
  int size() {
    return waiting.values().stream().mapToInt(Integer::intValue).sum();
  }
}
