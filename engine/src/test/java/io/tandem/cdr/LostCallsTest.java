package io.tandem.cdr;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.id.CallId;
import io.tandem.id.NodeId;
import io.tandem.store.NodeMark;
import io.tandem.store.NodeRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node tells the database of its open calls, and what another makes of it. */
class LostCallsTest {
  private static final NodeRun RUN = new NodeRun(new NodeId("node-1"), "1");
  private static final Instant NOW = CallRecords.START.plusSeconds(300);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir private Path folder;

  private final FakeOpenCallTable table = new FakeOpenCallTable();
  private final FakeCdrWriter database = FakeCdrWriter.up();
  private final OpenCallDelivery delivery = new OpenCallDelivery(table, RUN, Set.of());
  private final List<CallRecord> lost =
      CallRecords.answered(CallRecords.tenant(), 5).stream()
          .map(record -> record.lostAt(record.answeredAt()))
          .toList();
  private final List<CallRecord> spooled = new ArrayList<>();
  private OpenJournal journal;

  private static final class TestClock extends Clock {
    private Instant now = NOW;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private void open(List<CallRecord> calls) throws IOException {
    if (journal == null) {
      journal = new OpenJournal(folder, "1", 1 << 20, new SpoolMemory(1000, 1 << 20));
    }
    journal.add(calls, List.of());
  }

  private void end(CallRecord call) throws IOException {
    journal.add(List.of(), List.of(call.callId()));
    delivery.ended(List.of(call.callId()));
  }

  private void mark(int minute) throws IOException {
    Instant now = NOW.plus(MINUTE.multipliedBy(minute));
    journal.mark(now);
    delivery.mark(now, journal);
  }

  @Test
  void aCallIsNotedAtTheSecondMarkThatItLives() throws IOException {
    open(lost.subList(0, 2));
    mark(0);
    assertThat(table.noted()).isEmpty();
    assertThat(table.marks.get(RUN)).isEqualTo(new NodeMark(RUN, NOW, NOW));
    end(lost.get(0));
    open(lost.subList(2, 3));
    mark(1);

    assertThat(table.noted()).containsExactly(lost.get(1).callId());
    int writes = table.writes;
    mark(2);
    assertThat(table.writes - writes).as("a mark, and the third call").isEqualTo(2);
    assertThat(table.marks.get(RUN).first()).isEqualTo(NOW.plus(MINUTE));
  }

  @Test
  void aCallThatEndsLeavesWithTheNextMark() throws IOException {
    open(lost.subList(0, 2));
    mark(0);
    mark(1);
    end(lost.get(0));
    mark(2);

    assertThat(table.noted()).containsExactly(lost.get(1).callId());
  }

  @Test
  void whateverWriteFailsItIsRepeatedAndNoCallStaysBehind() throws IOException {
    open(lost);
    mark(0);
    for (int failing = 1; failing <= 3; failing++) {
      table.failFrom = table.writes + failing;
      mark(failing);
      table.failFrom = Integer.MAX_VALUE;
      mark(10 + failing);
      assertThat(table.noted()).hasSize(6 - failing);
      end(lost.get(failing));
    }
    mark(20);
    assertThat(table.noted()).containsExactlyInAnyOrder(lost.get(0).callId(), lost.get(4).callId());
  }

  @Test
  void theDatabaseHoldsNothingUp() throws IOException {
    table.hold = new CompletableFuture<>();
    open(lost);
    mark(0);
    mark(1);
    assertThat(table.writes).as("one delivery at a time").isEqualTo(1);

    table.hold.complete(null);
    mark(2);
    assertThat(table.noted()).hasSize(5);
  }

  @Test
  void aNodeWhoseSpoolIsFullIsNotLost() throws IOException {
    var memory = new SpoolMemory(1000, 1 << 20);
    journal = new OpenJournal(folder, "1", 1 << 20, memory);
    var clock = new TestClock();
    var meters = new SpoolMeters(new SimpleMeterRegistry(), clock);
    var calls =
        new OpenCalls(journal, Optional.of(delivery), MINUTE, Duration.ofSeconds(1), meters, clock);
    open(lost);
    memory.takeDisk(1 << 20);
    for (int minute = 0; minute < 10; minute++) {
      clock.now = clock.now.plus(MINUTE);
      calls.keepUp();
    }

    assertThat(table.marks.get(RUN).livedUntil()).isEqualTo(clock.now);
    assertThat(table.noted()).hasSize(5);
  }

  @Test
  void theOperatorSaysThatANodeIsLost() throws IOException {
    open(lost);
    mark(0);
    mark(1);
    end(lost.get(0));
    Instant lived = NOW.plus(MINUTE);

    var closing = join(calls(lived.plus(MINUTE.multipliedBy(4))).close(RUN.node()));

    assertThat(closing).isEqualTo(new LostCalls.Closing(LostCalls.Closing.State.CLOSED, lived, 5));
    assertThat(database.stored)
        .as("the one that ended, too: its own record is newer")
        .containsExactlyInAnyOrderElementsOf(lost.stream().map(c -> c.lostAt(lived)).toList());
    assertThat(table.noted()).isEmpty();
    assertThat(table.marks).isEmpty();
  }

  @Test
  void aNodeThatLivedAMomentAgoIsNotLost() throws IOException {
    open(lost);
    mark(0);

    var closing = join(calls(NOW.plus(MINUTE.multipliedBy(2))).close(RUN.node()));

    assertThat(closing.state()).isEqualTo(LostCalls.Closing.State.LIVES);
    assertThat(database.stored).isEmpty();
    assertThat(join(calls(NOW).close(new NodeId("another"))).state())
        .isEqualTo(LostCalls.Closing.State.NOTHING);
  }

  @Test
  void anotherNodeClosesUnaskedAfterADay() throws IOException {
    open(lost);
    mark(0);
    mark(1);
    Instant lived = NOW.plus(MINUTE);

    assertThat(join(calls(lived.plus(Duration.ofHours(24))).closeSilent())).isZero();
    assertThat(join(calls(lived.plus(Duration.ofHours(25))).closeSilent())).isEqualTo(5);
    assertThat(database.stored).hasSize(5);
    assertThat(join(calls(lived.plus(Duration.ofHours(25))).closeSilent())).isZero();
  }

  @Test
  void whatCannotBeStoredStaysForTheNextTry() throws IOException {
    open(lost);
    mark(0);
    mark(1);
    LostCalls calls = calls(NOW.plus(Duration.ofHours(25)));
    database.down = true;
    assertThat(calls.closeSilent().toCompletableFuture()).isCompletedExceptionally();
    assertThat(table.noted()).hasSize(5);

    database.down = false;
    assertThat(join(calls.closeSilent())).isEqualTo(5);
  }

  /** One tenant's trouble keeps no other's calls from being closed. */
  @Test
  void whatIsRefusedOrWaitsForItsTenantGoesIntoTheSpool() throws IOException {
    var others = CallRecords.answered(CallRecords.tenant(), 3);
    open(lost);
    open(others);
    mark(0);
    mark(1);
    database.broken = lost.get(0).tenant();
    database.refuses = record -> record.callId().equals(others.get(0).callId());

    assertThat(join(calls(NOW.plus(Duration.ofHours(25))).closeSilent())).isEqualTo(8);

    assertThat(spooled).hasSize(8).allMatch(CallRecord::isLost);
    assertThat(table.noted()).isEmpty();
  }

  @Test
  void aRunThatWasClosedFromItsDiskIsForgottenInTheDatabase() throws IOException {
    open(lost);
    mark(0);
    mark(1);
    var other = new NodeMark(new NodeRun(RUN.node(), "2"), NOW, NOW);
    join(table.mark(other));

    new OpenCallDelivery(table, new NodeRun(RUN.node(), "3"), Set.of(RUN.id()));

    assertThat(table.noted()).isEmpty();
    assertThat(table.marks.values()).containsExactly(other);
  }

  @Test
  void aRunThatEndsInGoodOrderLeavesNothing() throws IOException {
    open(lost.subList(0, 1));
    mark(0);
    mark(1);
    end(lost.get(0));

    delivery.forget(NOW.plus(MINUTE.multipliedBy(2)));

    assertThat(table.noted()).isEqualTo(List.<CallId>of());
    assertThat(table.marks).isEmpty();
  }

  private LostCalls calls(Instant now) {
    return new LostCalls(
        table, database, spooled::add, OpenCallSettings.STANDARD, Clock.fixed(now, ZoneOffset.UTC));
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
