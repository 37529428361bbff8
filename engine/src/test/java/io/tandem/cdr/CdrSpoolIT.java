package io.tandem.cdr;

import static io.tandem.store.TestCassandra.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.id.TenantId;
import io.tandem.store.CassandraStore;
import io.tandem.store.CdrQuery;
import io.tandem.store.CdrRow;
import io.tandem.store.Page;
import io.tandem.store.TestCassandra;
import io.tandem.store.cassandra.EmbeddedCassandra;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CdrSpoolIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static EmbeddedCassandra cassandra;
  private static CassandraStore store;

  @TempDir private Path folder;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TenantId tenant = CallRecords.tenant();
  private final List<CallRecord> records = CallRecords.answered(tenant, 100);

  @BeforeAll
  static void open() {
    cassandra = TestCassandra.startAnother();
    store =
        TestCassandra.openStore(
            cassandra.contactPoint(), TestCassandra.SHARED_KEYSPACE, Clock.systemUTC());
  }

  @AfterAll
  static void close() {
    join(store.close());
    cassandra.close();
  }

  @Test
  void storesWholeRecords() throws IOException {
    try (CdrSpool spool = spool()) {
      spool.append(records.get(0));
      assertThat(join(spool.flush(PATIENCE))).isTrue();
    }

    CdrRow row = join(store.tenant(tenant).cdrs().find(records.get(0).callId())).orElseThrow();
    assertThat(CdrJson.read(row.record())).isEqualTo(records.get(0));
    assertThat(row.result()).isEqualTo("ANSWERED");
    assertThat(row.caller()).isEqualTo("101");
  }

  @Test
  void losesAndDoublesNothingWhileCassandraHangs() throws IOException {
    try (CdrSpool spool = spool()) {
      cassandra.pause();
      try {
        records.forEach(spool::append);
        await().atMost(PATIENCE).until(() -> meters.counter("tandem.cdr.retries").count() > 0);
        assertThat(spool.depth()).isEqualTo(100);
      } finally {
        cassandra.resume();
      }
      assertThat(join(spool.flush(PATIENCE))).isTrue();
    }
    assertStoredExactly();
  }

  @Test
  void losesAndDoublesNothingWhenCassandraIsKilledAndComesBack() throws IOException {
    try (CdrSpool spool = spool()) {
      records.subList(0, 50).forEach(spool::append);
      join(cassandra.kill());
      records.subList(50, 100).forEach(spool::append);
      join(cassandra.start());

      assertThat(join(spool.flush(PATIENCE))).isTrue();
    }
    assertStoredExactly();
  }

  @Test
  void twoHundredRecordsThatAreRefusedForGoodKeepNoOtherWaiting() throws IOException {
    TenantId other = CallRecords.tenant();
    List<CallRecord> bad =
        IntStream.range(0, 200)
            .mapToObj(i -> CallRecords.neverTaken(tenant, CallRecords.START.plusSeconds(i)))
            .toList();
    try (CdrSpool spool = spool()) {
      bad.forEach(spool::append);
      records.forEach(spool::append);
      spool.append(CallRecords.answered(other, CallRecords.START));
      await().atMost(Duration.ofSeconds(10)).until(() -> rows(other).size() == 1);

      assertThat(join(spool.flush(PATIENCE))).isTrue();
    }
    assertStoredExactly();
    assertThat(meters.counter("tandem.cdr.refused").count()).isEqualTo(200);
    assertThat(Files.readAllLines(folder.resolve(RefusedRecords.FILE)))
        .hasSize(200)
        .allSatisfy(line -> assertThat(line).contains("refusedAt", "cause", "PCM\\uD83D"));
  }

  @Test
  void storesNothingOfATenantThatIsGone() throws IOException {
    var writer =
        new CassandraCdrWriter(store, id -> CompletableFuture.completedFuture(Optional.empty()));
    try (CdrSpool spool =
        CdrSpool.open(CdrSpoolSettings.of(folder), writer, Clock.systemUTC(), meters)) {
      records.forEach(spool::append);
      assertThat(join(spool.flush(PATIENCE))).isTrue();
    }
    assertThat(rows()).isEmpty();
  }

  @Test
  void deliversWhatAKilledNodeLeftInItsSpool() throws Exception {
    Process node = SpoolNode.start("", "keep", folder.toString(), tenant.value());
    assertThat(SpoolNode.result(node)).isEqualTo("on disk");
    node.destroyForcibly().waitFor();

    try (CdrSpool spool = spool()) {
      assertThat(join(spool.flush(PATIENCE))).isTrue();
    }
    assertThat(rows()).hasSize(100);
    assertThat(meters.counter("tandem.cdr.stored").count()).isEqualTo(100);
  }

  /** 512 bytes a file: every write of the spool fails half way, as on a full disk. */
  @Test
  void deliversEverythingThoughTheDiskTakesNothing() throws Exception {
    Process node =
        SpoolNode.start(
            "ulimit -f 1;",
            "deliver",
            folder.toString(),
            tenant.value(),
            Integer.toString(cassandra.contactPoint().getPort()),
            TestCassandra.SHARED_KEYSPACE);

    assertThat(SpoolNode.result(node)).isEqualTo("flushed true, lost 0.0, disk failed true");
    assertThat(node.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(rows()).hasSize(100);
  }

  private CdrSpool spool() throws IOException {
    var writer =
        new CassandraCdrWriter(
            store, id -> CompletableFuture.completedFuture(Optional.of(Duration.ZERO)));
    return CdrSpool.open(CdrSpoolSettings.of(folder), writer, Clock.systemUTC(), meters);
  }

  private void assertStoredExactly() {
    assertThat(rows())
        .extracting(row -> CdrJson.read(row.record()))
        .containsExactlyInAnyOrderElementsOf(records);
    assertThat(meters.counter("tandem.cdr.lost").count()).isZero();
  }

  private List<CdrRow> rows() {
    return rows(tenant);
  }

  private static List<CdrRow> rows(TenantId tenant) {
    CdrQuery query =
        CdrQuery.between(
            CallRecords.START, CallRecords.START.plus(Duration.ofDays(1)), CdrQuery.MAX_LIMIT);
    Page<CdrRow> page = join(store.tenant(tenant).cdrs().list(query));
    assertThat(page.nextCursor()).isEmpty();
    return page.items();
  }
}
