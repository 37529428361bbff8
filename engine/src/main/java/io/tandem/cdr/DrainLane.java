package io.tandem.cdr;

import io.tandem.id.TenantId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * One tenant's records in memory on their way to the database, and whether it takes them. Belongs
 * to the drain's thread.
 *
 * <pre>
 *            a write fails              the pause is over
 *  HEALTHY ----------------> RESTING ----------------------> TRYING, one batch
 *     ^                         ^                               |  |
 *     |                         +----------- it fails ----------+  |
 *     +------------------------------------ it is stored ----------+
 * </pre>
 */
final class DrainLane {
  private enum State {
    HEALTHY,
    RESTING,
    TRYING
  }

  private final TenantId tenant;
  private final Duration firstPause;
  private final Duration longestPause;
  private final Deque<SpoolBatch> waiting = new ArrayDeque<>();
  private State state = State.HEALTHY;
  private Duration pause;
  private boolean blamed;
  private int inFlight;
  private int records;

  DrainLane(TenantId tenant, Duration firstPause, Duration longestPause) {
    this.tenant = tenant;
    this.firstPause = firstPause;
    this.longestPause = longestPause;
    this.pause = firstPause;
  }

  TenantId tenant() {
    return tenant;
  }

  Stream<SpoolBatch> waiting() {
    return waiting.stream();
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Records that wait. */
  int records() {
    return records;
  }

  boolean isFailing() {
    return state != State.HEALTHY;
  }

  boolean isResting() {
    return state == State.RESTING;
  }

  /** Whether something of the tenant's own keeps its records from being stored. */
  boolean isBlamed() {
    return blamed;
  }

  /** Nothing waits, nothing is under way, nothing is to be remembered. */
  boolean isOver() {
    return waiting.isEmpty() && inFlight == 0 && state == State.HEALTHY;
  }

  /**
   * Whether a batch may be sent now.
   *
   * @param most batches under way at once while all is well
   */
  boolean maySend(int most) {
    int allowed =
        switch (state) {
          case HEALTHY -> most;
          case TRYING -> 1;
          case RESTING -> 0;
        };
    return !waiting.isEmpty() && inFlight < allowed;
  }

  void add(SpoolBatch batch) {
    waiting.addLast(batch);
    records += batch.size();
  }

  void addFirst(SpoolBatch batch) {
    waiting.addFirst(batch);
    records += batch.size();
  }

  SpoolBatch send() {
    SpoolBatch next = waiting.removeFirst();
    records -= next.size();
    inFlight++;
    return next;
  }

  /** A batch that was sent is over, however it ended. */
  void landed() {
    inFlight--;
  }

  /** The database answered the tenant; true when it had not before. */
  boolean succeeded() {
    boolean mended = isFailing();
    state = State.HEALTHY;
    pause = firstPause;
    blamed = false;
    return mended;
  }

  /**
   * A batch failed. Who puts it back adds it behind the others: it may be the only one that cannot
   * be stored.
   *
   * @return how long to rest; null when it rests already
   */
  Duration failed(boolean tenantIsToBlame) {
    blamed = tenantIsToBlame;
    if (state == State.RESTING) {
      return null;
    }
    state = State.RESTING;
    Duration rest = pause;
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
    return rest;
  }

  /** The rest is over. */
  void tryAgain() {
    if (state == State.RESTING) {
      state = State.TRYING;
    }
  }

  /**
   * Takes out what lies in complete files.
   *
   * @param all whether that goes for the file of the next batch, too
   */
  List<SpoolBatch> leaveOnDisk(boolean all) {
    SpoolFile next = waiting.isEmpty() ? null : waiting.peek().file();
    var left = new ArrayList<SpoolBatch>();
    for (var each = waiting.iterator(); each.hasNext(); ) {
      SpoolBatch batch = each.next();
      if (batch.isInCompleteFile() && (all || batch.file() != next)) {
        each.remove();
        records -= batch.size();
        left.add(batch);
      }
    }
    return left;
  }
}
