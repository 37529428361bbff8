package io.tandem.cdr;

import io.tandem.id.NodeId;
import io.tandem.store.NodeMark;
import io.tandem.store.OpenCallTable;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the calls of nodes that are lost with their disks, from what they told the database. Any
 * node may, several at once too: the records are the same, and one that the lost node still has
 * counts instead, whenever it comes. What the database refuses, or what waits for its tenant, goes
 * into this node's spool instead, so that it keeps no other's from being closed.
 */
public final class LostCalls {
  private static final Logger LOG = LoggerFactory.getLogger(LostCalls.class);
  private static final int BATCH = 50;

  private final OpenCallTable table;
  private final CdrWriter writer;
  private final CdrSink spool;
  private final OpenCallSettings settings;
  private final Clock clock;

  /**
   * Reads from {@code table} and writes by {@code writer}.
   *
   * @param spool takes what cannot be written now for a reason of its own
   */
  public LostCalls(
      OpenCallTable table,
      CdrWriter writer,
      CdrSink spool,
      OpenCallSettings settings,
      Clock clock) {
    this.table = table;
    this.writer = writer;
    this.spool = spool;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * What became of the calls of a node that somebody holds for lost.
   *
   * @param livedUntil when it was last known to live; {@code null} when it left nothing to close
   * @param calls how many calls were closed
   */
  public record Closing(State state, Instant livedUntil, int calls) {
    /** Whether they were closed. */
    public enum State {
      CLOSED,
      /** They were not: it has said within the last three marks that it lives. */
      LIVES,
      /** It left nothing to close. */
      NOTHING
    }
  }

  /** Closes the calls of {@code node}, because somebody who knows says that it is lost. */
  public CompletionStage<Closing> close(NodeId node) {
    Instant silent = clock.instant().minus(settings.mark().multipliedBy(3));
    return table
        .marks()
        .thenCompose(
            marks -> {
              var own = marks.stream().filter(mark -> mark.run().node().equals(node)).toList();
              var lost = own.stream().filter(mark -> mark.livedUntil().isBefore(silent)).toList();
              var state =
                  own.isEmpty()
                      ? Closing.State.NOTHING
                      : lost.isEmpty() ? Closing.State.LIVES : Closing.State.CLOSED;
              Instant livedUntil = lastOf(lost.isEmpty() ? own : lost);
              return closeAll(lost).thenApply(calls -> new Closing(state, livedUntil, calls));
            });
  }

  /**
   * Closes the calls of all nodes that have been silent for too long.
   *
   * @return how many calls that were
   */
  public CompletionStage<Integer> closeSilent() {
    Instant silent = clock.instant().minus(settings.lostAfter());
    return table
        .marks()
        .thenCompose(
            marks ->
                closeAll(
                    marks.stream().filter(mark -> mark.livedUntil().isBefore(silent)).toList()));
  }

  private static Instant lastOf(List<NodeMark> marks) {
    return marks.stream().map(NodeMark::livedUntil).max(Comparator.naturalOrder()).orElse(null);
  }

  private CompletionStage<Integer> closeAll(List<NodeMark> marks) {
    CompletionStage<Integer> count = CompletableFuture.completedFuture(0);
    for (NodeMark mark : marks) {
      count = count.thenCompose(before -> close(mark).thenApply(more -> before + more));
    }
    return count;
  }

  private CompletionStage<Integer> close(NodeMark mark) {
    CompletionStage<Integer> count = CompletableFuture.completedFuture(0);
    for (Instant minute : mark.minutes()) {
      count =
          count.thenCompose(
              before ->
                  table
                      .calls(mark.run(), minute)
                      .thenCompose(calls -> store(calls, mark.livedUntil()))
                      .thenApply(more -> before + more));
    }
    return count.thenCompose(calls -> forget(mark, calls));
  }

  private CompletionStage<Integer> forget(NodeMark mark, int calls) {
    return table
        .forget(mark)
        .thenApply(
            done -> {
              LOG.warn("Node {} is lost; {} calls end as NODE_LOST", mark.run().node(), calls);
              return calls;
            });
  }

  private CompletionStage<Integer> store(List<String> calls, Instant livedUntil) {
    var records = calls.stream().flatMap(call -> lostAt(call, livedUntil)).toList();
    CompletionStage<Void> stored = CompletableFuture.completedFuture(null);
    for (SpoolBatch batch : SpoolBatch.split(null, records, BATCH)) {
      stored =
          stored.thenCompose(
              done ->
                  writer
                      .write(batch.records())
                      .exceptionallyCompose(failure -> spooled(batch.records(), failure)));
    }
    return stored.thenApply(done -> records.size());
  }

  private static Stream<CallRecord> lostAt(String call, Instant livedUntil) {
    try {
      return Stream.of(CdrJson.read(call).lostAt(livedUntil));
    } catch (IllegalArgumentException e) {
      LOG.error("What was noted of an open call cannot be read, it leaves no record: {}", call);
      return Stream.empty();
    }
  }

  private CompletionStage<Void> spooled(List<CallRecord> records, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof CdrWriter.Refused || cause instanceof CdrWriter.TenantFailure) {
      records.forEach(spool::append);
      return CompletableFuture.completedFuture(null);
    }
    return CompletableFuture.failedFuture(failure);
  }
}
