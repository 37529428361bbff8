package io.tandem.store;

import static io.tandem.store.TestCassandra.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.id.CallId;
import io.tandem.id.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TenantCdrsIT {
  private static final RandomGenerator RANDOM = RandomGenerator.getDefault();
  private static final Instant END = Instant.parse("2026-03-02T10:30:00Z");
  private static final Duration FOR_EVER = Duration.ZERO;

  private static CassandraStore store;

  private final TenantCdrs cdrs = store.tenant(TenantId.random(RANDOM)).cdrs();

  @BeforeAll
  static void open() {
    store = TestCassandra.openStore(TestCassandra.SHARED_KEYSPACE, Clock.systemUTC());
  }

  @AfterAll
  static void close() {
    join(store.close());
  }

  @Test
  void findsARecordByItsIdAndKeepsOneHoweverOftenItIsWritten() {
    CdrRow row = row(END, "101", "102", "ANSWERED");
    join(cdrs.insert(List.of(row), FOR_EVER));
    join(cdrs.insert(List.of(row), Duration.ofDays(1)));

    assertThat(join(cdrs.find(row.callId()))).contains(row);
    assertThat(all(CdrQuery.between(Instant.EPOCH, END.plusMillis(1), 10))).containsExactly(row);
    assertThat(join(store.tenant(TenantId.random(RANDOM)).cdrs().find(row.callId()))).isEmpty();
  }

  @Test
  void theCallsOwnRecordCountsWhateverSomebodyElseWroteOfItBeforeOrAfter() {
    for (boolean ownFirst : List.of(true, false)) {
      CdrRow own = row(END, "101", "102", "ANSWERED");
      Instant mark = Instant.now().minusMillis(1);
      var lost = new CdrRow(own.callId(), "INTERNAL", "101", "103", "FAILED", END, END, "{}", mark);

      join(cdrs.insert(List.of(ownFirst ? own : lost), FOR_EVER));
      join(cdrs.insert(List.of(ownFirst ? lost : own), FOR_EVER));

      assertThat(join(cdrs.find(own.callId()))).as("own first: %s", ownFirst).contains(own);
    }
  }

  @Test
  void aRecordThatIsWrittenAsOfItsCallsEndStandsAlone() {
    CdrRow call = row(END, "101", "102", "ANSWERED");
    var lost = new CdrRow(call.callId(), "INTERNAL", "101", "102", "ANSWERED", END, END, "{}", END);

    join(cdrs.insert(List.of(lost), FOR_EVER));

    assertThat(join(cdrs.find(call.callId()))).map(CdrRow::endedAt).contains(END);
  }

  @Test
  void listsNewestFirstOverSparseHoursAndMonthsInPagesWithoutGapsOrRepeats() {
    List<CdrRow> rows =
        IntStream.range(0, 40)
            .mapToObj(i -> row(END.minus(Duration.ofHours((i / 4) * 37L)), "101", "102", "BUSY"))
            .sorted(newestFirst())
            .toList();
    join(cdrs.insert(rows, FOR_EVER));

    assertThat(all(CdrQuery.between(Instant.EPOCH, END.plusMillis(1), 7)))
        .containsExactlyElementsOf(rows);
    Instant from = END.minus(Duration.ofHours(37 * 3L));
    assertThat(all(CdrQuery.between(from, END, 5))).containsExactlyElementsOf(rows.subList(4, 16));
  }

  @Test
  void filtersByCallerCalleeAndResult() {
    var rows = new ArrayList<CdrRow>();
    for (int i = 0; i < 30; i++) {
      rows.add(
          row(
              END.minusSeconds(i),
              i % 2 == 0 ? "101" : "102",
              i % 3 == 0 ? "201" : "202",
              i % 5 == 0 ? "BUSY" : "ANSWERED"));
    }
    join(cdrs.insert(rows, FOR_EVER));

    assertThat(all(query(Optional.of("101"), Optional.empty(), Optional.empty())))
        .hasSize(15)
        .allMatch(row -> row.caller().equals("101"));
    assertThat(all(query(Optional.of("101"), Optional.of("201"), Optional.empty()))).hasSize(5);
    assertThat(all(query(Optional.of("101"), Optional.of("201"), Optional.of("BUSY"))))
        .containsExactly(rows.get(0));
    assertThat(all(query(Optional.empty(), Optional.empty(), Optional.of("BUSY")))).hasSize(6);
    assertThat(all(query(Optional.of("999"), Optional.empty(), Optional.empty()))).isEmpty();
  }

  @Test
  void returnsAShortPageAndACursorWhenASearchFindsLittle() {
    int hours = BucketWalk.MAX_BUCKETS + 20;
    CdrRow oldest = row(END.minus(Duration.ofHours(hours)), "777", "102", "ANSWERED");
    List<CdrRow> others =
        IntStream.range(0, hours)
            .mapToObj(i -> row(END.minus(Duration.ofHours(i)), "101", "102", "ANSWERED"))
            .toList();
    join(cdrs.insert(others, FOR_EVER));
    join(cdrs.insert(List.of(oldest), FOR_EVER));
    CdrQuery query = query(Optional.of("777"), Optional.empty(), Optional.empty());

    Page<CdrRow> first = join(cdrs.list(query));

    assertThat(first.items()).isEmpty();
    assertThat(first.nextCursor()).isPresent();
    assertThat(all(query)).containsExactly(oldest);
  }

  private static CdrQuery query(
      Optional<String> caller, Optional<String> callee, Optional<String> result) {
    return new CdrQuery(
        Instant.EPOCH, END.plusMillis(1), caller, callee, result, Optional.empty(), 4);
  }

  private List<CdrRow> all(CdrQuery query) {
    var rows = new ArrayList<CdrRow>();
    Page<CdrRow> page = join(cdrs.list(query));
    rows.addAll(page.items());
    while (page.nextCursor().isPresent()) {
      page = join(cdrs.list(query.after(page.nextCursor().get())));
      rows.addAll(page.items());
    }
    return rows;
  }

  private static Comparator<CdrRow> newestFirst() {
    return Comparator.comparing((CdrRow row) -> row.callId().startedAt())
        .thenComparing(row -> row.callId().value())
        .reversed();
  }

  private static CdrRow row(Instant start, String caller, String callee, String result) {
    return new CdrRow(
        CallId.mint(RANDOM.nextInt(CallId.SHARDS), start, RANDOM),
        "INTERNAL",
        caller,
        callee,
        result,
        null,
        start.plusSeconds(10),
        "{}",
        null);
  }
}
