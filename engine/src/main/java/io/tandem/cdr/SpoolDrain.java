package io.tandem.cdr;

import io.tandem.id.TenantId;
import io.tandem.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
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
 * Delivers what the spool holds to the database and has files deleted whose records are all stored.
 * All its state belongs to one thread, its executor's; the public methods may be called from any.
 *
 * <p>Each tenant has a lane of its own ({@link DrainLane}): what cannot be written waits there and
 * is tried again, after a pause that grows, and no other tenant waits with it. What takes too much
 * memory meanwhile, or waits for its tenant to be mended, waits on disk. A record that the database
 * refuses for good is set aside ({@link RefusedRecords}), its neighbours are stored. Nothing else
 * is ever given up.
 */
final class SpoolDrain {
  private static final Logger LOG = LoggerFactory.getLogger(CdrSpool.class);

  /** A writer that does not answer at all counts as failed; writing again is harmless. */
  private static final Duration WRITE_LIMIT = Duration.ofSeconds(30);

  private static final Duration TICK = Duration.ofSeconds(1);

  /** So many writes that failed one after the other say that the database is away. */
  private static final int OUTAGE = 3;

  private final CdrSpoolSettings settings;
  private final CdrWriter writer;
  private final SpoolMemory memory;
  private final SpoolMeters meters;
  private final ScheduledExecutorService executor;

  private final DrainLanes lanes;
  private final RefusedRecords refused;
  private final DoneFiles done;
  private final Set<SpoolBatch> inFlight = SpoolBatch.identitySet();
  private final Deque<ColdRecords> cold = new ArrayDeque<>();

  private final TenantBacklog backlog = new TenantBacklog();
  private final List<CompletableFuture<Boolean>> flushes = new ArrayList<>();
  private int failuresInARow;
  private boolean coldMayBeTried = true;
  private boolean coldIsUnreadable;

  SpoolDrain(
      CdrSpoolSettings settings,
      CdrWriter writer,
      RefusedRecords refused,
      SpoolMemory memory,
      SpoolMeters meters,
      ScheduledExecutorService executor) {
    this.settings = settings;
    this.writer = writer;
    this.refused = refused;
    this.memory = memory;
    this.meters = meters;
    this.executor = executor;
    this.lanes = new DrainLanes(settings);
    this.done = new DoneFiles(refused, memory);
    meters.watch(refused);
  }

  /** Takes over what an earlier run left. */
  void start(List<Path> leftovers) {
    executor.execute(
        () -> {
          leftovers.forEach(this::adopt);
          pump();
        });
    every(TICK, this::noteOldest);
    every(settings.retryMost(), this::tryCold);
    every(settings.retryMost(), done::tryAgain);
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
          lanes.failing().forEach(this::relieve);
          done.delete(file);
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
          lanes.failing().forEach(this::tryAgain);
          tryCold();
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
    for (SpoolBatch batch : SpoolBatch.split(file, records, settings.batchRecords())) {
      lanes.add(batch);
      relieve(lanes.find(batch.tenant()));
    }
  }

  private void pump() {
    while (inFlight.size() < settings.maxInFlight()) {
      SpoolBatch next = lanes.next();
      if (next != null) {
        send(next);
      } else if (!loadCold()) {
        break;
      }
    }
    answerFlushes();
  }

  /**
   * Reads the next file that anything is wanted of, once for all who want something of it, when
   * nothing in memory could be written instead. While the database takes nothing, that is done now
   * and then only.
   */
  private boolean loadCold() {
    boolean outage = failuresInARow >= OUTAGE;
    boolean inVain = coldIsUnreadable || outage && !coldMayBeTried;
    if (cold.isEmpty() || inVain || lanes.hasOthersWaiting()) {
      return false;
    }
    coldMayBeTried = false;
    SpoolFile file = cold.peek().file();
    List<ColdRecords> wanted = cold.stream().filter(each -> each.file() == file).toList();
    cold.removeAll(wanted);
    try {
      load(file, wanted);
      return true;
    } catch (IOException e) {
      LOG.error("Cannot read spool file {}; trying again later: {}", file.path(), e.toString());
      cold.addAll(wanted);
      coldIsUnreadable = true;
      return false;
    }
  }

  private void load(SpoolFile file, List<ColdRecords> wanted) throws IOException {
    SpoolFrames.Content content = SpoolFrames.read(file.path(), file.bytes());
    if (content.unreadable() > 0) {
      file.markUnreadable();
    }
    for (ColdRecords each : joined(wanted)) {
      List<CallRecord> records = each.among(content.records());
      if (each.tenant() != null) {
        // What was stored before the first of them was left is written, and counted, again, which
        // changes nothing in the database.
        file.handedOver(-each.count());
        file.takenUp(each.tenant());
        meters.found(records.size() - each.count());
      }
      memory.take(true, records.size());
      enqueue(file, records);
    }
    done.delete(file);
  }

  /** One for each tenant, with what it has left in the file since. */
  private Collection<ColdRecords> joined(List<ColdRecords> wanted) {
    var ofTenants = new LinkedHashMap<TenantId, ColdRecords>();
    for (ColdRecords each : wanted) {
      ofTenants.merge(each.tenant(), each, ColdRecords::plus);
    }
    ofTenants.replaceAll(
        (tenant, each) -> backlog.take(tenant, each.file()).map(each::plus).orElse(each));
    return ofTenants.values();
  }

  private void send(SpoolBatch batch) {
    inFlight.add(batch);
    write(batch)
        .orTimeout(WRITE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .whenCompleteAsync((written, error) -> sent(batch, error), executor);
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
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    if (cause == null) {
      answered(batch);
      meters.stored(batch.size());
      over(batch);
    } else if (cause instanceof CdrWriter.Refused) {
      answered(batch);
      refused(batch, cause);
    } else {
      meters.retry();
      failed(batch, cause);
    }
    pump();
  }

  /** The database is there, and nothing is wrong with the batch's tenant. */
  private void answered(SpoolBatch batch) {
    failuresInARow = 0;
    if (lanes.succeeded(batch)) {
      LOG.debug("Call records of tenant {} are taken again", batch.tenant());
      cold.addAll(backlog.takeAll(batch.tenant()));
    }
  }

  /** Its records are no longer the drain's business. */
  private void over(SpoolBatch batch) {
    SpoolFile file = batch.file();
    memory.release(file != null, batch.size());
    if (file == null) {
      return;
    }
    if (file.isLeft(batch.tenant())) {
      batch.records().forEach(record -> file.settle(record.callId()));
    }
    file.stored(batch.size());
    done.delete(file);
  }

  /** Of several records one is to blame, perhaps more: each is tried alone. */
  private void refused(SpoolBatch batch, Throwable why) {
    if (batch.size() > 1) {
      lanes.addFirst(batch.singly());
      return;
    }
    CallRecord record = batch.records().get(0);
    if (refused.keep(record, why.getMessage())) {
      meters.refused(refused.file(), why.getMessage());
    } else {
      meters.lost(1, "the database refuses them and they cannot be set aside: " + why.getMessage());
    }
    if (batch.file() != null) {
      batch.file().settle(record.callId());
    }
    over(batch);
  }

  private void failed(SpoolBatch batch, Throwable cause) {
    boolean tenantIsToBlame = cause instanceof CdrWriter.TenantFailure;
    if (!tenantIsToBlame) {
      failuresInARow++;
    }
    if (!StoreException.isAbsence(cause)) {
      meters.failed(batch.tenant(), tenantIsToBlame ? cause.getCause() : cause);
    }
    Duration rest = lanes.failed(batch, tenantIsToBlame);
    DrainLane lane = lanes.find(batch.tenant());
    if (rest != null) {
      executor.schedule(() -> rested(lane), rest.toMillis(), TimeUnit.MILLISECONDS);
    }
    if (batch.file() != null && batch.file().isLeft(batch.tenant())) {
      leaveOnDisk(batch);
    } else {
      lanes.add(batch);
      relieve(lane);
    }
  }

  private void rested(DrainLane lane) {
    tryAgain(lane);
    pump();
  }

  private void tryAgain(DrainLane lane) {
    if (lane.isResting()) {
      if (lane.isEmpty()) {
        backlog.takeOne(lane.tenant()).ifPresent(cold::addFirst);
      }
      lanes.tryAgain(lane);
    }
  }

  private void tryCold() {
    coldMayBeTried = true;
    coldIsUnreadable = false;
    pump();
  }

  /**
   * What the database does not take shall not fill the memory: half of it stays for the others.
   * What waits for its tenant to be mended may wait for long, and needs none.
   */
  private void relieve(DrainLane lane) {
    if (lane == null || !lane.isFailing()) {
      return;
    }
    boolean mayWaitLong = lane.isBlamed() && lane.isResting();
    if (mayWaitLong || lanes.failingRecords() > settings.memoryRecords() / 2) {
      lane.leaveOnDisk(mayWaitLong).forEach(this::leaveOnDisk);
    }
  }

  private void leaveOnDisk(SpoolBatch batch) {
    memory.release(true, batch.size());
    batch.file().leave(batch.tenant());
    backlog.add(batch);
  }

  private void answerFlushes() {
    if (flushes.isEmpty() || !cold.isEmpty()) {
      return;
    }
    long pending = meters.pending();
    long blocked =
        lanes.failing().stream()
            .filter(lane -> lane.isBlamed() && lane.isResting())
            .mapToLong(lane -> lane.records() + backlog.size(lane.tenant()))
            .sum();
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
                    Stream.concat(lanes.waiting(), inFlight.stream()).map(SpoolBatch::oldest),
                    cold.stream().map(ColdRecords::oldest),
                    backlog.oldest())
                .flatMap(times -> times)));
  }

  private static Instant oldest(Stream<Instant> times) {
    return times.filter(Objects::nonNull).min(Comparator.naturalOrder()).orElse(null);
  }
}
