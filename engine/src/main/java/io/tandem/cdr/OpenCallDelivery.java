package io.tandem.cdr;

import io.tandem.id.CallId;
import io.tandem.store.NodeMark;
import io.tandem.store.NodeRun;
import io.tandem.store.OpenCallTable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the database with each mark which calls live on this run: only those that lived at the mark
 * before, too, so that a short call costs nothing there. Belongs to the spool's writing thread,
 * which it does not hold up: while one delivery is under way the next mark is left out.
 *
 * <p>In this order: calls that ended go, the mark comes, new calls come. So a mark that stands says
 * that whatever is noted beside it lived then or ended later, and the record of one that ended is
 * newer than the mark. A failed delivery changes nothing here and is repeated with the next mark,
 * into the same rows.
 */
final class OpenCallDelivery {
  private static final Logger LOG = LoggerFactory.getLogger(CdrSpool.class);
  private static final long CLOSE_SECONDS = 3;

  private final OpenCallTable table;
  private final NodeRun run;
  private final Set<String> closedRuns;

  /** The calls that lived at the last mark. */
  private Set<CallId> seen = Set.of();

  /** Where calls are noted, or may be. */
  private final Map<CallId, Instant> minutes = new HashMap<>();

  private final Set<CallId> stored = new HashSet<>();
  private final Map<Instant, List<CallId>> gone = new HashMap<>();
  private Plan underWay = new Plan(Map.of(), Set.of(), CompletableFuture.completedFuture(null));

  /** What a delivery does: if it comes to its end. */
  private record Plan(
      Map<Instant, List<CallId>> removed, Set<CallId> added, CompletableFuture<Void> done) {}

  /**
   * @param closedRuns earlier runs of this node whose calls are closed already
   */
  OpenCallDelivery(OpenCallTable table, NodeRun run, Set<String> closedRuns) {
    this.table = table;
    this.run = run;
    this.closedRuns = Set.copyOf(closedRuns);
    if (!closedRuns.isEmpty()) {
      underWay = new Plan(Map.of(), Set.of(), forgetClosed().toCompletableFuture());
    }
  }

  /** Calls that ended. */
  void ended(Collection<CallId> calls) {
    for (CallId call : calls) {
      Instant minute = minutes.remove(call);
      stored.remove(call);
      if (minute != null) {
        gone.computeIfAbsent(minute, any -> new ArrayList<>()).add(call);
      }
    }
  }

  /**
   * Delivers what has changed until {@code now}, at which the calls of {@code journal} live.
   *
   * @throws IOException when calls could not be read from the journal: they are tried again with
   *     the next mark, everything else is under way
   */
  void mark(Instant now, OpenJournal journal) throws IOException {
    if (!underWay.done().isDone()) {
      return;
    }
    settle();
    IOException unread = null;
    var added = new LinkedHashMap<Instant, Map<CallId, String>>();
    for (CallId call : journal.calls()) {
      if (seen.contains(call) && !stored.contains(call)) {
        try {
          String json = journal.json(call);
          Instant minute = minutes.computeIfAbsent(call, any -> now);
          added.computeIfAbsent(minute, any -> new LinkedHashMap<>()).put(call, json);
        } catch (IOException e) {
          unread = e;
        }
      }
    }
    seen = Set.copyOf(journal.calls());
    underWay = send(now, added);
    if (unread != null) {
      throw unread;
    }
  }

  /** Keeps what the last delivery did. */
  private void settle() {
    if (underWay.done().isCompletedExceptionally()) {
      return;
    }
    underWay
        .removed()
        .forEach(
            (minute, calls) ->
                gone.computeIfPresent(
                    minute,
                    (same, left) -> {
                      left.removeAll(Set.copyOf(calls));
                      return left.isEmpty() ? null : left;
                    }));
    underWay.added().stream().filter(minutes::containsKey).forEach(stored::add);
  }

  private Plan send(Instant now, Map<Instant, Map<CallId, String>> added) {
    var removed = new HashMap<Instant, List<CallId>>();
    gone.forEach((minute, calls) -> removed.put(minute, List.copyOf(calls)));
    CompletionStage<Void> done = CompletableFuture.completedFuture(null);
    for (var calls : removed.entrySet()) {
      done = done.thenCompose(d -> table.remove(run, calls.getKey(), calls.getValue()));
    }
    var mark = new NodeMark(run, now, first(now));
    done = done.thenCompose(d -> table.mark(mark));
    for (var calls : added.entrySet()) {
      done = done.thenCompose(d -> table.add(run, calls.getKey(), calls.getValue()));
    }
    done = done.whenComplete((d, failure) -> log(failure));
    var ids = new HashSet<CallId>();
    added.values().forEach(calls -> ids.addAll(calls.keySet()));
    return new Plan(removed, ids, done.toCompletableFuture());
  }

  private Instant first(Instant now) {
    Instant first = now;
    for (Instant minute : minutes.values()) {
      first = minute.isBefore(first) ? minute : first;
    }
    for (Instant minute : gone.keySet()) {
      first = minute.isBefore(first) ? minute : first;
    }
    return first;
  }

  /** The run ends, and no call is open: nobody shall look for any. Waits, but not for long. */
  void forget(Instant now) {
    try {
      underWay
          .done()
          .handle((done, failure) -> null)
          .thenCompose(done -> table.forget(new NodeMark(run, now, first(now))))
          .get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.info("The database still takes this run for a living one: {}", e.toString());
    }
  }

  private CompletionStage<Void> forgetClosed() {
    return table
        .marks()
        .thenCompose(
            marks -> {
              CompletionStage<Void> done = CompletableFuture.completedFuture(null);
              for (NodeMark mark : marks) {
                if (mark.run().node().equals(run.node()) && closedRuns.contains(mark.run().id())) {
                  done = done.thenCompose(d -> table.forget(mark));
                }
              }
              return done;
            })
        .whenComplete((done, failure) -> log(failure));
  }

  private static void log(Throwable failure) {
    if (failure != null) {
      LOG.debug("The database does not take which calls are open", failure);
    }
  }
}
