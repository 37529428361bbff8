package io.tandem.cdr;

import io.tandem.id.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what the spool holds to the database and deletes files whose records are all stored. All
 * its state belongs to one thread, its executor's; the public methods may be called from any.
 *
 * <p>A write that fails goes to the end of the line and everything pauses, longer each time, until
 * a write succeeds. What only its tenant is to blame for waits alone, on disk. Nothing is ever
 * given up.
 */
final class SpoolDrain {
  private static final Logger LOG = LoggerFactory.getLogger(CdrSpool.class);

  /** A writer that does not answer at all counts as failed; writing again is harmless. */
  private static final Duration WRITE_LIMIT = Duration.ofSeconds(30);

  private static final Duration TICK = Duration.ofSeconds(1);

  private final CdrSpoolSettings settings;
  private final CdrWriter writer;
  private final SpoolMemory memory;
  private final SpoolMeters meters;
  private final ScheduledExecutorService executor;

  private final Deque<SpoolBatch> ready = new ArrayDeque<>();
  private final Set<SpoolBatch> inFlight = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<ColdRecords> cold = new ArrayDeque<>();
  private final Set<TenantId> blamed = new HashSet<>();
  private final TenantBacklog backlog = new TenantBacklog();

  /** What waits for its tenant too, but is in no file that could be read again (yet). */
  private final Set<SpoolBatch> aside = Collections.newSetFromMap(new IdentityHashMap<>());

  private final List<CompletableFuture<Boolean>> flushes = new ArrayList<>();
  private Duration pause;
  private boolean pausing;

  SpoolDrain(
      CdrSpoolSettings settings,
      CdrWriter writer,
      SpoolMemory memory,
      SpoolMeters meters,
      ScheduledExecutorService executor) {
    this.settings = settings;
    this.writer = writer;
    this.memory = memory;
    this.meters = meters;
    this.executor = executor;
    this.pause = settings.retryFirst();
  }

  /** Takes over what an earlier run left. */
  void start(List<Path> leftovers) {
    executor.execute(
        () -> {
          leftovers.forEach(this::adopt);
          pump();
        });
    every(TICK, this::noteOldest);
    every(settings.retryMost(), this::tryBlamed);
  }

  private void every(Duration interval, Runnable task) {
    long millis = interval.toMillis();
    executor.scheduleWithFixedDelay(task, millis, millis, TimeUnit.MILLISECONDS);
  }

  /**
   * Delivers records.
   *
   * @param file where they lie; null when nowhere but in memory
   */
  void deliver(SpoolFile file, List<CallRecord> records) {
    memory.take(file != null, records.size());
    executor.execute(
        () -> {
          enqueue(file, records);
          pump();
        });
  }

  /** A file is complete whose records were all handed over by {@link #deliver}. */
  void closed(SpoolFile file, long bytes) {
    executor.execute(
        () -> {
          file.close(bytes);
          deleteIfDone(file);
        });
  }

  /** A file is complete of whose records none was handed over: they are read from it. */
  void closedCold(SpoolFile file, long bytes, Instant oldest) {
    executor.execute(
        () -> {
          file.close(bytes);
          cold.add(ColdRecords.all(file, oldest));
          pump();
        });
  }

  /**
   * Completes with true once nothing waits any more, with false when that takes too long, or
   * nothing but what has been tried once more waits for its tenant.
   */
  CompletionStage<Boolean> flush(Duration limit) {
    var flushed = new CompletableFuture<Boolean>();
    executor.execute(
        () -> {
          flushes.add(flushed);
          tryBlamed();
        });
    executor.schedule(() -> flushed.complete(false), limit.toMillis(), TimeUnit.MILLISECONDS);
    return flushed;
  }

  private void adopt(Path path) {
    try {
      SpoolFrames.Content content = SpoolFrames.read(path);
      var file = new SpoolFile(path);
      file.close(Files.size(path));
      memory.takeDisk(file.bytes());
      if (content.torn()) {
        meters.torn();
        LOG.warn("Spool file {} ends in a torn record, as a crash leaves it", path);
      }
      meters.found(content.records().size());
      var oldest = oldest(content.records().stream().map(CallRecord::endedAt));
      cold.add(ColdRecords.all(file, oldest));
    } catch (IOException e) {
      LOG.error("Cannot read spool file {}; it stays for the next start", path, e);
    }
  }

  private void enqueue(SpoolFile file, List<CallRecord> records) {
    if (file != null) {
      file.handedOver(records.size());
    }
    ready.addAll(SpoolBatch.split(file, records, settings.batchRecords()));
  }

  private void pump() {
    while (!pausing && inFlight.size() < settings.maxInFlight()) {
      if (ready.isEmpty()) {
        loadCold();
      }
      SpoolBatch next = ready.poll();
      if (next == null) {
        break;
      }
      send(next);
    }
    answerFlushes();
  }

  /** Reads the next file that has anything in it. */
  private void loadCold() {
    while (ready.isEmpty() && !cold.isEmpty()) {
      ColdRecords next = cold.poll();
      try {
        load(next);
      } catch (IOException e) {
        LOG.error("Cannot read spool file {}; trying again later", next.file().path(), e);
        cold.add(next);
        pauseAll();
        return;
      }
    }
  }

  private void load(ColdRecords wanted) throws IOException {
    SpoolFile file = wanted.file();
    SpoolFrames.Content content = SpoolFrames.read(file.path(), file.bytes());
    if (content.unreadable() > 0) {
      file.markUnreadable();
    }
    List<CallRecord> records = wanted.among(content.records());
    if (wanted.tenant() != null) {
      // Those stored before are written, and counted, again, which changes nothing in the database.
      file.handedOver(-wanted.count());
      meters.found(records.size() - wanted.count());
    }
    memory.take(true, records.size());
    enqueue(file, records);
    deleteIfDone(file);
  }

  private void send(SpoolBatch batch) {
    inFlight.add(batch);
    write(batch)
        .orTimeout(WRITE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .whenCompleteAsync((done, error) -> sent(batch, error), executor);
  }

  private CompletableFuture<Void> write(SpoolBatch batch) {
    try {
      return writer.write(batch.records()).toCompletableFuture().copy();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void sent(SpoolBatch batch, Throwable error) {
    inFlight.remove(batch);
    if (error == null) {
      stored(batch);
    } else {
      meters.retry();
      putBack(batch, error);
    }
    pump();
  }

  private void putBack(SpoolBatch batch, Throwable error) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    if (!(cause instanceof CdrWriter.TenantFailure)) {
      ready.addLast(batch);
      pauseFor(error);
      return;
    }
    if (blamed.add(batch.tenant())) {
      LOG.warn("Call records of tenant {} wait: {}", batch.tenant(), cause.toString());
    }
    if (batch.file() == null || !batch.file().isClosed()) {
      aside.add(batch);
    } else {
      memory.release(true, batch.size());
      backlog.add(batch);
    }
  }

  /** The tenants that have to be blamed get another chance. */
  private void tryBlamed() {
    ready.addAll(aside);
    aside.clear();
    cold.addAll(backlog.takeOneOfEach());
    pump();
  }

  private void stored(SpoolBatch batch) {
    pause = settings.retryFirst();
    meters.stored(batch.size());
    memory.release(batch.file() != null, batch.size());
    if (blamed.remove(batch.tenant())) {
      LOG.info("Call records of tenant {} are stored again", batch.tenant());
      cold.addAll(backlog.takeAll(batch.tenant()));
    }
    if (batch.file() != null) {
      batch.file().stored(batch.size());
      deleteIfDone(batch.file());
    }
  }

  private void pauseFor(Throwable error) {
    if (!pausing && pause.equals(settings.retryFirst())) {
      LOG.warn("The database does not take call records, they wait: {}", error.toString());
    }
    pauseAll();
  }

  private void pauseAll() {
    if (pausing) {
      return;
    }
    pausing = true;
    executor.schedule(this::resume, pause.toMillis(), TimeUnit.MILLISECONDS);
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(settings.retryMost()) < 0 ? doubled : settings.retryMost();
  }

  private void resume() {
    pausing = false;
    pump();
  }

  private void deleteIfDone(SpoolFile file) {
    if (!file.isDone()) {
      return;
    }
    try {
      if (file.isUnreadable()) {
        Path aside = file.path().resolveSibling(file.path().getFileName() + ".unreadable");
        Files.move(file.path(), aside);
        LOG.error("Spool file {} holds what is no call record; kept as {}", file.path(), aside);
      } else {
        Files.deleteIfExists(file.path());
      }
      memory.releaseDisk(file.bytes());
    } catch (IOException e) {
      LOG.warn("Cannot delete spool file {}; its records are stored", file.path(), e);
    }
  }

  private void answerFlushes() {
    if (flushes.isEmpty() || !cold.isEmpty()) {
      return;
    }
    long pending = meters.pending();
    long blocked = backlog.size() + aside.stream().mapToInt(SpoolBatch::size).sum();
    if (pending == 0 || pending == blocked) {
      flushes.forEach(flush -> flush.complete(pending == 0));
      flushes.clear();
    }
  }

  private void noteOldest() {
    flushes.removeIf(CompletableFuture::isDone);
    meters.oldest(
        oldest(
            Stream.of(
                    Stream.of(ready, inFlight, aside)
                        .flatMap(Collection::stream)
                        .map(SpoolBatch::oldest),
                    cold.stream().map(ColdRecords::oldest),
                    backlog.oldest())
                .flatMap(times -> times)));
  }

  private static Instant oldest(Stream<Instant> times) {
    return times.filter(Objects::nonNull).min(Comparator.naturalOrder()).orElse(null);
  }
}
