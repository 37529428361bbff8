package io.tandem.edge;

import io.tandem.id.TenantId;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many records of refused calls a tenant may leave at this node: each second as many as calls
 * it may begin. Its admitted calls are bounded by the same limit, so no tenant that has one can
 * fill the spool of all. Bounded: the tenant that has been quiet longest is forgotten. Safe for use
 * by any thread.
 */
final class RecordAllowance {
  private static final Logger LOG = LoggerFactory.getLogger(RefusedCalls.class);
  private static final int MAX_TENANTS = 10_000;
  private static final long SECOND_MILLIS = 1_000;
  private static final long LOG_INTERVAL_SECONDS = 10;

  private final Clock clock;
  private final Map<TenantId, Use> uses =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TenantId, Use> eldest) {
          return size() > MAX_TENANTS;
        }
      };

  RecordAllowance(Clock clock) {
    this.clock = clock;
  }

  private static final class Use {
    private long second;
    private int records;
    private int unlogged;
    private long loggedAt = Long.MIN_VALUE / 2;
  }

  /**
   * Whether {@code tenant} may leave one more record; logs now and then how many it may not.
   *
   * @param callsPerSecond its limit; negative for none
   */
  boolean takeOne(TenantId tenant, int callsPerSecond) {
    if (callsPerSecond < 0) {
      return true;
    }
    long second = clock.millis() / SECOND_MILLIS;
    synchronized (uses) {
      var use = uses.computeIfAbsent(tenant, key -> new Use());
      if (use.second != second) {
        use.second = second;
        use.records = 0;
      }
      if (use.records < Math.max(1, callsPerSecond)) {
        use.records++;
        return true;
      }
      use.unlogged++;
      boolean clockWentBack = second < use.loggedAt;
      if (clockWentBack || second - use.loggedAt >= LOG_INTERVAL_SECONDS) {
        LOG.warn(
            "Tenant {} has calls refused faster than its {} a second: {} left no record",
            tenant,
            callsPerSecond,
            use.unlogged);
        use.loggedAt = second;
        use.unlogged = 0;
      }
      return false;
    }
  }
}
