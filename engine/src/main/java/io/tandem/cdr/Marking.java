package io.tandem.cdr;

import io.tandem.id.NodeId;
import io.tandem.store.NodeRun;
import io.tandem.store.OpenCallTable;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How a spool says that its node lives.
 *
 * @param table whom it tells which calls are open; empty: they are on its disk alone
 * @param interval from one mark to the next
 */
public record Marking(NodeId node, Optional<OpenCallTable> table, Duration interval) {
  Optional<OpenCallDelivery> delivery(String run, Set<String> closedRuns) {
    return table.map(t -> new OpenCallDelivery(t, new NodeRun(node, run), closedRuns));
  }
}
