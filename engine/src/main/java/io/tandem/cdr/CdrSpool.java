package io.tandem.cdr;

import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.id.NodeId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps call records on the local disk until the database has them. Created by the node, closed
 * after its last call.
 *
 * <pre>
 *  append → queue → writer's thread → file, fsync → drain's thread → database → file deleted
 * </pre>
 *
 * <p>A record that was on disk survives the node; the next one on this folder delivers it. A
 * database that is away costs nothing but disk. A disk that is full or broken costs nothing as long
 * as the database takes the records from memory; what finds room in neither is counted as lost.
 */
public final class CdrSpool implements CdrSink, AutoCloseable {
  static final String SUFFIX = ".cdr";

  private static final Logger LOG = LoggerFactory.getLogger(CdrSpool.class);

  /** Refused records may take this part of what the spool may take, beside it. */
  private static final int REFUSED_PART = 10;

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final BlockingQueue<SpoolEntry> queue;
  private final SpoolMeters meters;
  private final SpoolMemory memory;
  private final SpoolDrain drain;
  private final SpoolWriter writer;
  private final Thread thread;
  private final ScheduledExecutorService executor;
  private final FileChannel lock;
  private volatile boolean closed;

  private CdrSpool(
      CdrSpoolSettings settings,
      CdrWriter target,
      Clock clock,
      MeterRegistry registry,
      Marking marking,
      OpenLeftovers.Closed closed,
      FileChannel lock) {
    this.memory = new SpoolMemory(settings.memoryRecords(), settings.maxBytes());
    this.lock = lock;
    this.queue = new ArrayBlockingQueue<>(settings.queueCapacity());
    this.meters = new SpoolMeters(registry, clock);
    this.executor = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "cdr-drain"));
    var refused = new RefusedRecords(settings.folder(), settings.maxBytes() / REFUSED_PART, clock);
    this.drain = new SpoolDrain(settings, target, refused, memory, meters, executor);
    meters.closed(closed.calls());
    String run = "%013d".formatted(clock.millis());
    var journal = new OpenJournal(settings.folder(), run, settings.segmentBytes(), memory);
    var open =
        new OpenCalls(
            journal,
            marking.delivery(run, closed.runs()),
            marking.interval(),
            settings.retryMost(),
            meters,
            clock);
    this.writer = new SpoolWriter(settings, queue, drain, open, memory, meters, clock);
    this.thread = daemon(writer, "cdr-spool");
  }

  /** Opens a spool that tells nobody which calls are open. */
  static CdrSpool open(
      CdrSpoolSettings settings, CdrWriter target, Clock clock, MeterRegistry registry)
      throws IOException {
    var alone = new Marking(new NodeId("node"), Optional.empty(), OpenCallSettings.STANDARD.mark());
    return open(settings, target, alone, clock, registry);
  }

  /**
   * Opens the spool, closes the calls that an earlier run left open, delivers what it left and
   * starts taking records.
   *
   * @throws IOException when the folder cannot be used or another node uses it
   */
  public static CdrSpool open(
      CdrSpoolSettings settings,
      CdrWriter target,
      Marking marking,
      Clock clock,
      MeterRegistry registry)
      throws IOException {
    Files.createDirectories(settings.folder());
    FileChannel lock = lock(settings.folder());
    OpenLeftovers.Closed closed = OpenLeftovers.close(settings.folder());
    List<Path> leftovers = leftovers(settings.folder());
    var spool = new CdrSpool(settings, target, clock, registry, marking, closed, lock);
    spool.drain.start(leftovers);
    spool.thread.start();
    return spool;
  }

  private static FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("spool.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      LOG.debug("This process itself holds the lock of {}", folder);
    }
    channel.close();
    throw new IOException("The spool folder " + folder + " is in use by another node.");
  }

  private static List<Path> leftovers(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    }
  }

  private static Thread daemon(Runnable task, String name) {
    var thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void append(CallRecord record) {
    meters.appended();
    if (closed || !queue.offer(new SpoolEntry(record, false))) {
      meters.lost(1, closed ? "the node is shutting down" : "the queue before the disk is full");
    }
  }

  @Override
  public void answered(CallRecord lost) {
    if (closed || !queue.offer(new SpoolEntry(lost, true))) {
      meters.openLost(1);
    }
  }

  /** Records that were taken over and are not in the database yet. */
  public long depth() {
    return meters.pending();
  }

  /**
   * Waits for the database to have everything.
   *
   * @return true when it does, false when it does not within {@code limit}; what is left then is on
   *     disk and will be delivered by the next run
   */
  public CompletionStage<Boolean> flush(Duration limit) {
    return drain.flush(limit);
  }

  /** Puts the queue on disk and ends; takes no more records. Waits for the disk, 10 s at most. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    writer.stop();
    try {
      thread.join(CLOSE_LIMIT.toMillis());
      if (memory.memoryOnly() > 0) {
        meters.lost(memory.memoryOnly(), "they were in memory only when the node ended");
      }
      awaitDrain();
      executor.shutdownNow();
      executor.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      lock.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warn("Cannot release the spool folder", e);
    }
  }

  /** What the drain was told before must be done: a file whose records are all stored goes. */
  private void awaitDrain() throws InterruptedException {
    try {
      executor.submit(() -> {}).get(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("The drain does not come to its end; its records are on disk", e);
    }
  }
}
