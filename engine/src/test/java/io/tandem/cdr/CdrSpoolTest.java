package io.tandem.cdr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.id.TenantId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CdrSpoolTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long MUCH = 1L << 30;

  @TempDir private Path folder;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TenantId tenant = CallRecords.tenant();
  private final List<CallRecord> records = CallRecords.answered(tenant, 100);

  @Test
  void deliversEveryRecordAndDeletesItsFiles() throws IOException {
    FakeCdrWriter database = FakeCdrWriter.up();
    try (CdrSpool spool = open(database, 1000, 1000, MUCH)) {
      records.forEach(spool::append);

      assertThat(join(spool.flush(PATIENCE))).isTrue();
      assertThat(database.stored).containsExactlyInAnyOrderElementsOf(records);
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(files()).isEmpty());
      assertThat(spool.depth()).isZero();
    }
    assertThat(count("appended")).isEqualTo(100);
    assertThat(count("stored")).isEqualTo(100);
    assertThat(count("lost")).isZero();
  }

  @Test
  void writesRecordsOfOneTenantAndHourTogetherAndNoOthers() throws IOException {
    FakeCdrWriter database = FakeCdrWriter.down();
    TenantId other = CallRecords.tenant();
    try (CdrSpool spool = open(database, 1000, 1000, MUCH)) {
      for (int i = 0; i < 10; i++) {
        spool.append(CallRecords.answered(tenant, CallRecords.START));
        spool.append(CallRecords.answered(other, CallRecords.START));
        spool.append(CallRecords.answered(tenant, CallRecords.START.plus(Duration.ofHours(1))));
      }
      database.down = false;
      join(spool.flush(PATIENCE));
    }
    assertThat(database.batches)
        .allSatisfy(
            batch -> {
              assertThat(batch).extracting(CallRecord::tenant).containsOnly(batch.get(0).tenant());
              assertThat(batch)
                  .extracting(CallRecord::startedAt)
                  .containsOnly(batch.get(0).startedAt());
            });
    assertThat(database.stored).hasSize(30);
  }

  @Test
  void keepsTryingWhileTheDatabaseIsDownAndStoresEachRecordOnce() throws IOException {
    FakeCdrWriter database = FakeCdrWriter.down();
    try (CdrSpool spool = open(database, 1000, 1000, MUCH)) {
      records.forEach(spool::append);
      await().atMost(PATIENCE).until(() -> database.attempts > 3);
      assertThat(join(spool.flush(Duration.ofMillis(1)))).isFalse();
      assertThat(spool.depth()).isEqualTo(100);

      database.down = false;

      assertThat(join(spool.flush(PATIENCE))).isTrue();
    }
    assertThat(database.stored).containsExactlyInAnyOrderElementsOf(records);
    assertThat(count("retries")).isPositive();
  }

  @Test
  void keepsABacklogBeyondItsMemoryOnDiskAndDeliversItLater() throws IOException {
    FakeCdrWriter database = FakeCdrWriter.down();
    try (CdrSpool spool = open(database, 1000, 7, MUCH)) {
      for (CallRecord record : records) {
        spool.append(record);
      }
      await().atMost(PATIENCE).until(() -> database.attempts > 1);
      database.down = false;

      assertThat(join(spool.flush(PATIENCE))).isTrue();
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(files()).isEmpty());
    }
    assertThat(database.stored).containsExactlyInAnyOrderElementsOf(records);
    assertThat(count("lost")).isZero();
  }

  @Test
  void deliversWhatAnEarlierRunLeft() throws IOException {
    try (CdrSpool spool = open(FakeCdrWriter.down(), 1000, 1000, MUCH)) {
      records.forEach(spool::append);
    }
    assertThat(files()).isNotEmpty();

    FakeCdrWriter database = FakeCdrWriter.up();
    try (CdrSpool spool = open(database, 1000, 1000, MUCH)) {
      assertThat(join(spool.flush(PATIENCE))).isTrue();
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(files()).isEmpty());
    }
    assertThat(database.stored).containsExactlyInAnyOrderElementsOf(records);
  }

  @Test
  void deliversTheWholeRecordsOfATornFileAndCountsIt() throws IOException {
    try (CdrSpool spool = open(FakeCdrWriter.down(), 1000, 1000, MUCH)) {
      records.forEach(spool::append);
    }
    Files.write(files().get(0), new byte[] {0, 0, 0, 9, 1}, StandardOpenOption.APPEND);

    FakeCdrWriter database = FakeCdrWriter.up();
    try (CdrSpool spool = open(database, 1000, 1000, MUCH)) {
      assertThat(join(spool.flush(PATIENCE))).isTrue();
    }
    assertThat(database.stored).containsExactlyInAnyOrderElementsOf(records);
    assertThat(count("torn")).isEqualTo(1);
  }

  @Test
  void movesAsideAFileThatHoldsWhatIsNoRecord() throws IOException {
    Path file = folder.resolve("1" + CdrSpool.SUFFIX);
    byte[] body = {'{', '}'};
    var crc = new CRC32();
    crc.update(body);
    ByteBuffer bytes = ByteBuffer.allocate(10).putInt(2).putInt((int) crc.getValue()).put(body);
    Files.write(file, bytes.array());

    try (CdrSpool spool = open(FakeCdrWriter.up(), 1000, 1000, MUCH)) {
      assertThat(join(spool.flush(PATIENCE))).isTrue();
      assertThat(folder.resolve("1.cdr.unreadable")).hasBinaryContent(bytes.array());
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void deliversFromMemoryWhileTheDiskIsFull() throws IOException {
    FakeCdrWriter database = FakeCdrWriter.up();
    try (CdrSpool spool = open(database, 1000, 1000, 1)) {
      records.forEach(spool::append);

      assertThat(join(spool.flush(PATIENCE))).isTrue();
      assertThat(files()).isEmpty();
    }
    assertThat(database.stored).containsExactlyInAnyOrderElementsOf(records);
    assertThat(count("lost")).isZero();
  }

  @Test
  void countsAsLostOnlyWhatNeitherDiskNorMemoryTakes() throws IOException {
    FakeCdrWriter database = FakeCdrWriter.down();
    try (CdrSpool spool = open(database, 1000, 40, 1)) {
      records.forEach(spool::append);
      await().atMost(PATIENCE).until(() -> count("lost") == 60);
      database.down = false;

      assertThat(join(spool.flush(PATIENCE))).isTrue();
    }
    assertThat(database.stored).hasSize(40);
    assertThat(count("stored") + count("lost")).isEqualTo(count("appended"));
  }

  @Test
  void countsWhatComesAfterItsEnd() throws IOException {
    CdrSpool spool = open(FakeCdrWriter.up(), 1000, 1000, MUCH);
    spool.close();

    spool.append(records.get(0));

    assertThat(count("lost")).isEqualTo(1);
  }

  @Test
  void deliversTheRecordsOfLostCallsAndKeepsThoseThatLive() throws IOException {
    FakeCdrWriter database = FakeCdrWriter.up();
    CallRecord lost = records.get(0).lostAt(records.get(0).endedAt());
    CallRecord lives = records.get(1).lostAt(records.get(1).answeredAt());
    try (CdrSpool spool = open(database, 1000, 1000, MUCH)) {
      spool.answered(lives);
      spool.append(lost);
      assertThat(join(spool.flush(PATIENCE))).isTrue();
    }
    assertThat(database.stored).containsExactly(lost);

    try (CdrSpool spool = open(database, 1000, 1000, MUCH)) {
      assertThat(join(spool.flush(PATIENCE))).isTrue();
    }
    assertThat(database.stored)
        .as("one that was not deleted in time is delivered once more")
        .extracting(CallRecord::callId)
        .containsOnly(lost.callId(), lives.callId());
    assertThat(count("closed")).isEqualTo(1);
  }

  @Test
  void refusesAFolderThatIsInUse() throws IOException {
    try (CdrSpool spool = open(FakeCdrWriter.up(), 10, 10, MUCH)) {
      assertThat(spool.depth()).isZero();
      assertThatThrownBy(() -> open(FakeCdrWriter.up(), 10, 10, MUCH))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use by another node");
    }
  }

  private CdrSpool open(CdrWriter database, int queue, int memory, long maxBytes)
      throws IOException {
    var settings =
        new CdrSpoolSettings(
            folder,
            queue,
            memory,
            4096,
            maxBytes,
            Duration.ofMillis(5),
            20,
            4,
            Duration.ofMillis(2),
            Duration.ofMillis(20));
    return CdrSpool.open(settings, database, Clock.systemUTC(), meters);
  }

  private double count(String name) {
    return meters.counter("tandem.cdr." + name).count();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(CdrSpool.SUFFIX)).sorted().toList();
    }
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
