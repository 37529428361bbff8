package io.tandem.cdr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that the database would take, were it not for something of their tenant's. */
class SpoolDrainTest {
  private static final int MOST = 1000;
  private static final long BOUND = 250_000;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Path folder;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final SpoolMeters meters = new SpoolMeters(registry, Clock.systemUTC());
  private final SpoolMemory memory = new SpoolMemory(MOST, 1L << 30);
  private final FakeCdrWriter database = FakeCdrWriter.up();
  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private final List<CallRecord> others = CallRecords.answered(CallRecords.tenant(), 30);
  private final List<CallRecord> waiting = new ArrayList<>();
  private final SpoolDrain drain;

  SpoolDrainTest(@TempDir Path folder) {
    this.folder = folder;
    database.broken = CallRecords.tenant();
    waiting.addAll(CallRecords.answered(database.broken, 70));
    var settings =
        new CdrSpoolSettings(
            folder,
            MOST,
            MOST,
            4096,
            1L << 30,
            Duration.ofMillis(5),
            20,
            4,
            Duration.ofMillis(2),
            Duration.ofMillis(20));
    var refused = new RefusedRecords(folder, BOUND, Clock.systemUTC());
    drain = new SpoolDrain(settings, database, refused, memory, meters, executor);
  }

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @Test
  void theOthersRecordsDoNotWaitForThem() throws IOException {
    var file = spool(mixed());
    drain.start(List.of(file));
    await().atMost(PATIENCE).until(() -> meters.pending() == waiting.size());
    assertThat(database.stored).containsExactlyInAnyOrderElementsOf(others);

    database.broken = null;
    await().atMost(PATIENCE).until(this::flush);
    assertThat(Set.copyOf(database.stored)).containsExactlyInAnyOrderElementsOf(mixed());
    assertThat(file).doesNotExist();
    assertThat(memory.hasRoomForDurable(MOST)).isTrue();
  }

  @Test
  void theyAreOnDiskAloneAndAFlushDoesNotWaitForThem() throws IOException {
    drain.start(List.of(spool(waiting)));
    for (int i = 0; i < 3; i++) {
      int attempts = database.attempts;
      await().atMost(PATIENCE).until(() -> database.attempts > attempts);
      assertThat(flush()).isFalse();
    }
    await().atMost(PATIENCE).until(() -> memory.hasRoomForDurable(MOST));
  }

  @Test
  void theyStayInMemoryWhileTheyAreInNoCompleteFile() throws IOException {
    var growing = new SpoolFile(spool(waiting.subList(0, 50)));
    meters.found(waiting.size());
    drain.deliver(growing, waiting.subList(0, 50));
    drain.deliver(null, waiting.subList(50, waiting.size()));
    assertThat(flush()).isFalse();
    assertThat(memory.memoryOnly()).isEqualTo(20);
    assertThat(memory.hasRoomForDurable(MOST - 50 + 1)).isFalse();

    drain.closed(growing, Files.size(growing.path()));
    await().atMost(PATIENCE).until(() -> !flush() && memory.hasRoomForDurable(MOST));
    assertThat(memory.memoryOnly()).isEqualTo(20);

    database.broken = null;
    await().atMost(PATIENCE).until(this::flush);
    assertThat(memory.memoryOnly()).isZero();
    assertThat(growing.path()).doesNotExist();
  }

  @Test
  void whatOfThemWasStoredBeforeIsWrittenAgain() throws IOException {
    var file = new SpoolFile(spool(waiting));
    var broken = database.broken;
    database.broken = null;
    meters.found(waiting.size());
    drain.deliver(file, waiting.subList(0, 40));
    await().atMost(PATIENCE).until(() -> database.stored.size() == 40);
    database.broken = broken;
    drain.deliver(file, waiting.subList(40, waiting.size()));
    drain.closed(file, Files.size(file.path()));
    await().atMost(PATIENCE).until(() -> !flush() && memory.hasRoomForDurable(MOST));

    database.broken = null;
    await().atMost(PATIENCE).until(this::flush);
    assertThat(database.stored).containsAll(waiting);
    assertThat(meters.pending()).isZero();
    assertThat(file.path()).doesNotExist();
  }

  /**
   * Two hundred of a tenant are refused for good, its other one and all of the others' are stored.
   */
  @Test
  void whatIsRefusedForGoodIsSetAsideAndItsNeighboursAreStored() throws IOException {
    var bad = CallRecords.answered(database.broken, 200);
    var good = CallRecords.answered(database.broken, CallRecords.START);
    var all = new ArrayList<>(bad);
    all.add(100, good);
    all.addAll(others);
    database.broken = null;
    database.refuses = bad::contains;
    var file = spool(all);
    drain.start(List.of(file));

    await().atMost(PATIENCE).until(this::flush);
    assertThat(database.stored).contains(good).containsAll(others).doesNotContainAnyElementsOf(bad);
    assertThat(registry.counter("tandem.cdr.refused").count()).isEqualTo(200);
    assertThat(registry.counter("tandem.cdr.lost").count()).isZero();
    assertThat(refusedCalls()).containsExactlyInAnyOrderElementsOf(ids(bad));
    assertThat(registry.get("tandem.cdr.refused.size").gauge().value()).isPositive();
    assertThat(file).doesNotExist();
    assertThat(memory.hasRoomForDurable(MOST)).isTrue();
  }

  /** As operations.md says: bill from it, then remove it. */
  @Test
  void whoRemovesTheRefusedRecordsHoldsNoFileUp() throws IOException {
    var bad = others.subList(0, 1);
    database.broken = null;
    database.refuses = bad::contains;
    meters.found(1);
    var growing = new SpoolFile(spool(bad));
    drain.deliver(growing, bad);
    await().atMost(PATIENCE).until(() -> registry.counter("tandem.cdr.refused").count() == 1);
    Files.delete(folder.resolve(RefusedRecords.FILE));
    drain.closed(growing, Files.size(growing.path()));
    await().atMost(PATIENCE).until(() -> !Files.exists(growing.path()));
  }

  @Test
  void aFileThatTheDiskDoesNotLetGoIsDeletedLater() throws IOException {
    database.broken = null;
    var path = folder.resolve("7.cdr");
    var stubborn = Files.createFile(Files.createDirectory(path).resolve("in the way"));
    var file = new SpoolFile(path);
    meters.found(others.size());
    drain.start(List.of());
    drain.deliver(file, others);
    drain.closed(file, 100);
    await().atMost(PATIENCE).until(this::flush);
    assertThat(path).exists();

    Files.delete(stubborn);
    await().atMost(PATIENCE).until(() -> !Files.exists(path));
  }

  @Test
  void whatWasSetAsideIsNotSetAsideAgainWhenItsFileIsReadAgain() throws IOException {
    var bad = waiting.get(0);
    var file = new SpoolFile(spool(waiting));
    var broken = database.broken;
    database.broken = null;
    database.refuses = bad::equals;
    meters.found(waiting.size());
    drain.deliver(file, waiting.subList(0, 40));
    await().atMost(PATIENCE).until(() -> database.stored.size() == 39);
    database.broken = broken;
    drain.deliver(file, waiting.subList(40, waiting.size()));
    drain.closed(file, Files.size(file.path()));
    await().atMost(PATIENCE).until(() -> !flush() && memory.hasRoomForDurable(MOST));

    database.broken = null;
    await().atMost(PATIENCE).until(this::flush);
    assertThat(refusedCalls()).containsExactly(bad.callId().value());
    assertThat(meters.pending()).isZero();
    assertThat(file.path()).doesNotExist();
  }

  @Test
  void aTenantWhoseWritesAreNeverAnsweredLeavesRoomForTheOthers() throws IOException {
    var broken = database.broken;
    database.broken = null;
    database.never = record -> record.tenant().equals(broken);
    drain.start(List.of(spool(mixed())));

    await().atMost(PATIENCE).until(() -> database.stored.containsAll(others));
    assertThat(meters.pending()).isEqualTo(waiting.size());
  }

  @Test
  void refusedRecordsBeyondTheBoundAreCountedAsLost() throws IOException {
    var bad = CallRecords.answered(database.broken, 400);
    database.broken = null;
    database.refuses = bad::contains;
    drain.start(List.of(spool(bad)));

    await().atMost(PATIENCE).until(this::flush);
    double lost = registry.counter("tandem.cdr.lost").count();
    assertThat(lost).isPositive();
    assertThat(registry.counter("tandem.cdr.refused").count() + lost).isEqualTo(400);
    assertThat(folder.resolve(RefusedRecords.FILE).toFile().length()).isBetween(1L, BOUND);
  }

  private List<String> refusedCalls() throws IOException {
    var calls = new ArrayList<String>();
    for (String line : Files.readAllLines(folder.resolve(RefusedRecords.FILE))) {
      var json = new ObjectMapper().readTree(line);
      assertThat(json.path("cause").asText()).isEqualTo("no such value");
      assertThat(Instant.parse(json.path("refusedAt").asText())).isBefore(Instant.now());
      calls.add(json.path("record").path("callId").asText());
    }
    return calls;
  }

  private static List<String> ids(List<CallRecord> records) {
    return records.stream().map(record -> record.callId().value()).toList();
  }

  private List<CallRecord> mixed() {
    var all = new ArrayList<>(waiting);
    all.addAll(others);
    Collections.rotate(all, 50);
    return all;
  }

  private Path spool(List<CallRecord> records) throws IOException {
    return Files.write(folder.resolve("1" + CdrSpool.SUFFIX), SpoolFrames.encode(records).array());
  }

  private boolean flush() {
    return drain.flush(PATIENCE).toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
