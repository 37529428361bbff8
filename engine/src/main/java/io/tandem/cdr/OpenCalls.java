package io.tandem.cdr;

import io.tandem.id.CallId;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps which answered calls live on this node, so that a lost node's calls leave records: on disk
 * with the answer, in the database once a call has lived from one mark to the next. Belongs to the
 * spool's writing thread.
 */
final class OpenCalls {
  private static final Logger LOG = LoggerFactory.getLogger(CdrSpool.class);

  /**
   * What a power cut costs at most. It is longer than for records that are final: a sync for each
   * answer, too, would double what calls cost the disk.
   */
  private static final Duration SYNC_INTERVAL = Duration.ofSeconds(1);

  private final OpenJournal journal;
  private final Optional<OpenCallDelivery> delivery;
  private final Duration interval;
  private final Duration retry;
  private final SpoolMeters meters;
  private final Clock clock;
  private Instant nextMark;
  private Instant nextSync;
  private Instant diskUnusableUntil = Instant.MIN;

  /**
   * @param interval from one mark to the next
   * @param retry how long an unusable disk is left alone
   */
  OpenCalls(
      OpenJournal journal,
      Optional<OpenCallDelivery> delivery,
      Duration interval,
      Duration retry,
      SpoolMeters meters,
      Clock clock) {
    this.journal = journal;
    this.delivery = delivery;
    this.interval = interval;
    this.retry = retry;
    this.meters = meters;
    this.clock = clock;
    this.nextMark = clock.instant().plus(interval);
    this.nextSync = clock.instant();
  }

  /**
   * Takes what happened.
   *
   * @param opened of calls that were answered
   * @param ended of calls that ended; they are on the disk if {@code durable}
   */
  void take(List<CallRecord> opened, List<CallRecord> ended, boolean durable) {
    var over = new HashSet<CallId>();
    ended.forEach(record -> over.add(record.callId()));
    var begun = opened.stream().filter(record -> !over.contains(record.callId())).toList();
    delivery.ifPresent(database -> database.ended(over));
    if (!durable || isDiskLeftAlone()) {
      lose(begun, over);
      return;
    }
    try {
      journal.add(begun, over);
    } catch (IOException e) {
      failed(e);
      lose(begun, over);
    }
  }

  private boolean isDiskLeftAlone() {
    Instant now = clock.instant();
    boolean clockWentBack = diskUnusableUntil.isAfter(now.plus(retry));
    return now.isBefore(diskUnusableUntil) && !clockWentBack;
  }

  private void lose(List<CallRecord> begun, Set<CallId> over) {
    journal.drop(over);
    meters.openLost(begun.size());
  }

  /** Makes what was taken durable, and says that the node lives, each when it is time to. */
  void keepUp() {
    Instant now = clock.instant();
    if (isDue(now, nextSync, SYNC_INTERVAL)) {
      nextSync = now.plus(SYNC_INTERVAL);
      sync();
    }
    if (isDue(now, nextMark, interval)) {
      nextMark = now.plus(interval);
      mark(now);
    }
  }

  /** Also when the clock was set back. */
  private static boolean isDue(Instant now, Instant next, Duration every) {
    return !now.isBefore(next) || now.isBefore(next.minus(every));
  }

  private void sync() {
    if (isDiskLeftAlone()) {
      return;
    }
    try {
      journal.sync();
    } catch (IOException e) {
      failed(e);
    }
  }

  private void mark(Instant now) {
    try {
      journal.mark(now);
    } catch (IOException e) {
      failed(e);
    }
    // Whatever the disk says: without its mark the others take this node for lost.
    if (delivery.isPresent()) {
      try {
        delivery.get().mark(now, journal);
      } catch (IOException e) {
        failed(e);
      }
    }
  }

  /** What is open now stays for the next run on the folder. */
  void close() {
    boolean none = journal.calls().isEmpty();
    try {
      journal.close();
    } catch (IOException e) {
      failed(e);
    }
    if (none) {
      delivery.ifPresent(database -> database.forget(clock.instant()));
    }
  }

  private void failed(IOException e) {
    LOG.error("The spool's disk does not take which calls are open: {}", e.toString());
    meters.diskFailed();
    diskUnusableUntil = clock.instant().plus(retry);
  }
}
