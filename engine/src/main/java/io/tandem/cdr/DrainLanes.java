package io.tandem.cdr;

import io.tandem.id.TenantId;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tenants' lanes and whose turn it is. One batch a turn; no tenant has more than half of the
 * writes under way, and neither have all together whose writes fail, so that nobody waits for
 * another's retries. Belongs to the drain's thread.
 */
final class DrainLanes {
  private final CdrSpoolSettings settings;
  private final int half;
  private final Map<TenantId, DrainLane> lanes = new HashMap<>();
  private final Set<DrainLane> turn = new LinkedHashSet<>();
  private final Set<DrainLane> trying = new LinkedHashSet<>();
  private final Set<DrainLane> failing = new LinkedHashSet<>();
  private final Set<SpoolBatch> tried;

  DrainLanes(CdrSpoolSettings settings) {
    this.settings = settings;
    this.half = Math.max(1, settings.maxInFlight() / 2);
    this.tried = SpoolBatch.identitySet();
  }

  /** The lane of a tenant that has records in memory or fails; null for others. */
  DrainLane find(TenantId tenant) {
    return lanes.get(tenant);
  }

  void add(SpoolBatch batch) {
    DrainLane lane = laneOf(batch);
    lane.add(batch);
    offer(lane);
  }

  /** Puts the parts of a batch that came back where it was. */
  void addFirst(List<SpoolBatch> parts) {
    DrainLane lane = laneOf(parts.get(0));
    for (int i = parts.size() - 1; i >= 0; i--) {
      lane.addFirst(parts.get(i));
    }
    offer(lane);
  }

  private DrainLane laneOf(SpoolBatch batch) {
    return lanes.computeIfAbsent(
        batch.tenant(),
        tenant -> new DrainLane(tenant, settings.retryFirst(), settings.retryMost()));
  }

  private void offer(DrainLane lane) {
    turn.remove(lane);
    trying.remove(lane);
    if (lane.maySend(half)) {
      (lane.isFailing() ? trying : turn).add(lane);
    }
  }

  /** The next batch to be written; null when nobody may write now. */
  SpoolBatch next() {
    boolean retry = !trying.isEmpty() && tried.size() < half;
    if (!retry && turn.isEmpty()) {
      return null;
    }
    DrainLane lane = (retry ? trying : turn).iterator().next();
    SpoolBatch batch = lane.send();
    if (retry) {
      tried.add(batch);
    }
    offer(lane);
    return batch;
  }

  /** The database answered a batch; true when its tenant had been failing. */
  boolean succeeded(SpoolBatch batch) {
    DrainLane lane = landed(batch);
    boolean mended = lane.succeeded();
    failing.remove(lane);
    offer(lane);
    if (lane.isOver()) {
      lanes.remove(lane.tenant());
    }
    return mended;
  }

  /** How long the tenant rests of a batch that failed; null when it does already. */
  Duration failed(SpoolBatch batch, boolean tenantIsToBlame) {
    DrainLane lane = landed(batch);
    Duration rest = lane.failed(tenantIsToBlame);
    failing.add(lane);
    offer(lane);
    return rest;
  }

  private DrainLane landed(SpoolBatch batch) {
    tried.remove(batch);
    DrainLane lane = laneOf(batch);
    lane.landed();
    return lane;
  }

  void tryAgain(DrainLane lane) {
    lane.tryAgain();
    offer(lane);
  }

  /** Whether records in memory wait that the database would take. */
  boolean hasOthersWaiting() {
    return lanes.values().stream().anyMatch(lane -> !lane.isFailing() && !lane.isEmpty());
  }

  /** The lanes whose records the database does not take. */
  List<DrainLane> failing() {
    return List.copyOf(failing);
  }

  /** Records in memory that the database does not take. */
  int failingRecords() {
    return failing.stream().mapToInt(DrainLane::records).sum();
  }

  Stream<SpoolBatch> waiting() {
    return lanes.values().stream().flatMap(DrainLane::waiting);
  }
}
