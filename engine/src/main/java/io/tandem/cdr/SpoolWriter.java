package io.tandem.cdr;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The spool's one thread that touches the disk for writing: takes records from the queue, makes
 * groups of them durable by one fsync each and hands them to the drain. What the records of calls
 * would be that were answered just now goes to {@link OpenCalls}.
 *
 * <p>While the database is behind and memory is full, records go to disk only, into files of their
 * own (cold ones) that the drain reads later. While the disk is unusable they are kept in memory
 * only, as far as its bound allows.
 */
final class SpoolWriter implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(CdrSpool.class);
  private static final int MAX_GROUP = 1000;
  private static final long IDLE_MS = 100;

  /** How long the queue is not looked at, at most. */
  private static final long LOOK_NS = 25_000_000;

  private final CdrSpoolSettings settings;
  private final BlockingQueue<SpoolEntry> queue;
  private final SpoolDrain drain;
  private final OpenCalls open;
  private final SpoolMemory memory;
  private final SpoolMeters meters;
  private final Clock clock;

  private volatile boolean stopping;
  private SpoolSegment segment;
  private SpoolFile file;
  private Instant oldest;
  private long lastSync;
  private Instant diskUnusableUntil = Instant.MIN;
  private int files;

  SpoolWriter(
      CdrSpoolSettings settings,
      BlockingQueue<SpoolEntry> queue,
      SpoolDrain drain,
      OpenCalls open,
      SpoolMemory memory,
      SpoolMeters meters,
      Clock clock) {
    this.settings = settings;
    this.queue = queue;
    this.drain = drain;
    this.open = open;
    this.memory = memory;
    this.meters = meters;
    this.clock = clock;
    this.lastSync = System.nanoTime();
  }

  /** Ends {@link #run} once the queue is empty and on disk. */
  void stop() {
    stopping = true;
  }

  @Override
  public void run() {
    while (!stopping || !queue.isEmpty()) {
      List<SpoolEntry> group = nextGroup();
      try {
        if (group.isEmpty()) {
          closeSegment();
        } else {
          take(group);
        }
        open.keepUp();
      } catch (RuntimeException e) {
        LOG.error("Call records lost by a defect", e);
        meters.lost(ended(group).size(), e.toString());
      }
    }
    closeSegment();
    open.close();
  }

  /**
   * Waits for a first record, then until the next fsync is due, without being woken for each that
   * comes meanwhile.
   */
  private List<SpoolEntry> nextGroup() {
    var group = new ArrayList<SpoolEntry>();
    try {
      SpoolEntry first = queue.poll(IDLE_MS, TimeUnit.MILLISECONDS);
      if (first != null) {
        group.add(first);
        await(lastSync + settings.syncInterval().toNanos());
        queue.drainTo(group, MAX_GROUP - 1);
      }
    } catch (InterruptedException e) {
      // Nobody interrupts this thread but to end it; the queue still goes to disk.
      stopping = true;
    }
    return group;
  }

  /** Until the time has come, or there is enough to do. */
  private void await(long due) {
    long left = due - System.nanoTime();
    while (left > 0 && !stopping && queue.size() < MAX_GROUP) {
      LockSupport.parkNanos(Math.min(left, LOOK_NS));
      left = due - System.nanoTime();
    }
  }

  /** The records first: a call counts as ended only when its own is safe. */
  private void take(List<SpoolEntry> group) {
    List<CallRecord> ended = ended(group);
    boolean durable = ended.isEmpty() || write(ended);
    var opened = group.stream().filter(SpoolEntry::open).map(SpoolEntry::record).toList();
    open.take(opened, ended, durable);
    lastSync = System.nanoTime();
  }

  private static List<CallRecord> ended(List<SpoolEntry> group) {
    return group.stream().filter(entry -> !entry.open()).map(SpoolEntry::record).toList();
  }

  /** Answers whether they are on the disk. */
  private boolean write(List<CallRecord> group) {
    boolean cold = !memory.hasRoomForDurable(group.size());
    if (!writeToDisk(group, cold)) {
      keepInMemory(group);
      return false;
    }
    if (cold) {
      oldest = earlier(oldest, group);
    } else {
      drain.deliver(file, group);
    }
    if (segment.durableBytes() >= settings.segmentBytes()) {
      closeSegment();
    }
    return true;
  }

  private boolean writeToDisk(List<CallRecord> group, boolean cold) {
    ByteBuffer frames = SpoolFrames.encode(group);
    if (isDiskLeftAlone() || !memory.hasDiskRoom(frames.remaining())) {
      return false;
    }
    int size = frames.remaining();
    try {
      openSegment(cold);
      segment.append(frames);
      memory.takeDisk(size);
      return true;
    } catch (IOException e) {
      LOG.error("The spool's disk takes no call records, they stay in memory: {}", e.toString());
      meters.diskFailed();
      diskUnusableUntil = clock.instant().plus(settings.retryMost());
      closeSegment();
      return false;
    }
  }

  private boolean isDiskLeftAlone() {
    Instant now = clock.instant();
    boolean clockWentBack = diskUnusableUntil.isAfter(now.plus(settings.retryMost()));
    return now.isBefore(diskUnusableUntil) && !clockWentBack;
  }

  private void keepInMemory(List<CallRecord> group) {
    int kept = Math.min(memory.roomForMemoryOnly(), group.size());
    if (kept > 0) {
      drain.deliver(null, group.subList(0, kept));
    }
    if (kept < group.size()) {
      meters.lost(group.size() - kept, "neither disk nor memory takes any more");
    }
  }

  private void openSegment(boolean cold) throws IOException {
    if (segment != null && segment.isCold() != cold) {
      closeSegment();
    }
    if (segment == null) {
      String name = "%013d-%06d%s".formatted(clock.millis(), ++files, CdrSpool.SUFFIX);
      Path path = settings.folder().resolve(name);
      segment = SpoolSegment.create(path, cold);
      file = new SpoolFile(path);
    }
  }

  private void closeSegment() {
    if (segment == null) {
      return;
    }
    try {
      segment.close();
    } catch (IOException e) {
      LOG.warn("Cannot close spool file {}; what was synced is safe", segment.path(), e);
    }
    if (segment.isCold()) {
      drain.closedCold(file, segment.durableBytes(), oldest);
    } else {
      drain.closed(file, segment.durableBytes());
    }
    segment = null;
    file = null;
    oldest = null;
  }

  private static Instant earlier(Instant time, List<CallRecord> group) {
    Instant first =
        group.stream().map(CallRecord::endedAt).min(Comparator.naturalOrder()).orElseThrow();
    return time == null || first.isBefore(time) ? first : time;
  }
}
