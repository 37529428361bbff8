package io.tandem.cdr;

import io.tandem.id.CallId;
import io.tandem.store.NodeMark;
import io.tandem.store.NodeRun;
import io.tandem.store.OpenCallTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The table of open calls in memory; can fail from its nth write on. */
final class FakeOpenCallTable implements OpenCallTable {
  private record Place(NodeRun run, Instant minute) {}

  final Map<NodeRun, NodeMark> marks = new HashMap<>();
  final Map<Place, Map<CallId, String>> calls = new HashMap<>();
  int writes;
  int failFrom = Integer.MAX_VALUE;

  /** Says yes or no only when it is told to. */
  CompletableFuture<Void> hold = CompletableFuture.completedFuture(null);

  @Override
  public synchronized CompletionStage<Void> add(
      NodeRun run, Instant minute, Map<CallId, String> records) {
    return write(
        () -> calls.computeIfAbsent(place(run, minute), any -> new HashMap<>()).putAll(records));
  }

  @Override
  public synchronized CompletionStage<Void> remove(
      NodeRun run, Instant minute, Collection<CallId> ended) {
    return write(
        () -> calls.getOrDefault(place(run, minute), new HashMap<>()).keySet().removeAll(ended));
  }

  @Override
  public synchronized CompletionStage<Void> mark(NodeMark mark) {
    return write(() -> marks.put(mark.run(), mark));
  }

  @Override
  public synchronized CompletionStage<List<NodeMark>> marks() {
    return CompletableFuture.completedFuture(List.copyOf(marks.values()));
  }

  @Override
  public synchronized CompletionStage<List<String>> calls(NodeRun run, Instant minute) {
    return CompletableFuture.completedFuture(
        new ArrayList<>(calls.getOrDefault(place(run, minute), Map.of()).values()));
  }

  @Override
  public synchronized CompletionStage<Void> forget(NodeMark mark) {
    return write(
        () -> {
          mark.minutes().forEach(minute -> calls.remove(place(mark.run(), minute)));
          marks.remove(mark.run());
        });
  }

  /** All calls that are noted. */
  synchronized List<CallId> noted() {
    return calls.values().stream().flatMap(minute -> minute.keySet().stream()).toList();
  }

  private CompletionStage<Void> write(Runnable change) {
    if (++writes >= failFrom) {
      return CompletableFuture.failedFuture(new IllegalStateException("the database is away"));
    }
    change.run();
    return hold;
  }

  private static Place place(NodeRun run, Instant minute) {
    return new Place(run, NodeMark.minute(minute));
  }
}
