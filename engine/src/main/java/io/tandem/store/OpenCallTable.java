package io.tandem.store;

import io.tandem.id.CallId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * The answered calls that live on the nodes, and until when the nodes lived. Not a tenant's: it is
 * read when a node is lost, by nobody else. Everything may be repeated.
 */
public interface OpenCallTable {
  /**
   * Notes calls.
   *
   * @param minute where; given back to {@link #remove}
   * @param records their records as they would be if the node were lost, JSON
   */
  CompletionStage<Void> add(NodeRun run, Instant minute, Map<CallId, String> records);

  /** Forgets calls that were noted in {@code minute}. */
  CompletionStage<Void> remove(NodeRun run, Instant minute, Collection<CallId> calls);

  /** Puts {@code mark} in the place of the run's last. */
  CompletionStage<Void> mark(NodeMark mark);

  /** The last mark of every run that did not end in good order, in no order. */
  CompletionStage<List<NodeMark>> marks();

  /** The records that were noted in {@code minute}, JSON. */
  CompletionStage<List<String>> calls(NodeRun run, Instant minute);

  /** Removes the run with all its calls. */
  CompletionStage<Void> forget(NodeMark mark);
}
