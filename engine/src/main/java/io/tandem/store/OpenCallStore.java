package io.tandem.store;

import io.tandem.id.CallId;
import io.tandem.id.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open calls as rows, a partition a run and minute, so that no partition holds many. */
public final class OpenCallStore implements OpenCallTable {
  /** Stays below Cassandra's default {@code batch_size_fail_threshold} of 50 KiB. */
  private static final int MAX_MUTATION_CHARS = 24 * 1024;

  private static final int MAX_REMOVALS = 100;
  private static final String CLUSTER = "this";

  /** Where a request's values have the call's id. */
  private static final int CALL = 3;

  private static final Logger LOG = LoggerFactory.getLogger(OpenCallStore.class);

  private final Cql cql;

  OpenCallStore(Cql cql) {
    this.cql = cql;
  }

  @Override
  public CompletionStage<Void> add(NodeRun run, Instant minute, Map<CallId, String> records) {
    var mutations = new ArrayList<List<Cql.Request>>();
    var rows = new ArrayList<Cql.Request>();
    int chars = 0;
    for (var call : records.entrySet()) {
      int size = call.getValue().length();
      if (!rows.isEmpty() && chars + size > MAX_MUTATION_CHARS) {
        mutations.add(List.copyOf(rows));
        rows.clear();
        chars = 0;
      }
      chars += size;
      rows.add(
          Cql.Request.of(
              "INSERT INTO open_calls (node, run, minute, call_id, record) VALUES (?, ?, ?, ?, ?)",
              run.node().value(),
              run.id(),
              NodeMark.minute(minute),
              call.getKey().value(),
              call.getValue()));
    }
    if (!rows.isEmpty()) {
      mutations.add(rows);
    }
    return inTurn(mutations);
  }

  @Override
  public CompletionStage<Void> remove(NodeRun run, Instant minute, Collection<CallId> calls) {
    var rows =
        calls.stream()
            .map(
                call ->
                    Cql.Request.of(
                        "DELETE FROM open_calls WHERE node = ? AND run = ? AND minute = ?"
                            + " AND call_id = ?",
                        run.node().value(),
                        run.id(),
                        NodeMark.minute(minute),
                        call.value()))
            .toList();
    var mutations = new ArrayList<List<Cql.Request>>();
    for (int from = 0; from < rows.size(); from += MAX_REMOVALS) {
      mutations.add(rows.subList(from, Math.min(from + MAX_REMOVALS, rows.size())));
    }
    return inTurn(mutations);
  }

  private CompletionStage<Void> inTurn(List<List<Cql.Request>> mutations) {
    CompletionStage<Void> written = CompletableFuture.completedFuture(null);
    for (var mutation : mutations) {
      written =
          written.thenCompose(done -> cql.writeToPartition(mutation, OpenCallStore::leaveOut));
    }
    return written;
  }

  /** The call's neighbours are noted all the same; its own record is on the node's disk. */
  private static void leaveOut(Cql.Request write, Throwable failure) {
    LOG.error(
        "Call {} is not noted as open, the database refuses it for good: {}",
        write.values()[CALL],
        failure.getMessage());
  }

  @Override
  public CompletionStage<Void> mark(NodeMark mark) {
    return cql.write(
        "INSERT INTO node_marks (cluster, node, run, lived_until, first_minute)"
            + " VALUES (?, ?, ?, ?, ?)",
        CLUSTER,
        mark.run().node().value(),
        mark.run().id(),
        mark.livedUntil(),
        NodeMark.minute(mark.first()));
  }

  @Override
  public CompletionStage<List<NodeMark>> marks() {
    return cql.list(
        row ->
            new NodeMark(
                new NodeRun(new NodeId(row.getString("node")), row.getString("run")),
                row.getInstant("lived_until"),
                row.getInstant("first_minute")),
        "SELECT node, run, lived_until, first_minute FROM node_marks WHERE cluster = ?",
        CLUSTER);
  }

  @Override
  public CompletionStage<List<String>> calls(NodeRun run, Instant minute) {
    return cql.list(
        row -> row.getString("record"),
        "SELECT record FROM open_calls WHERE node = ? AND run = ? AND minute = ?",
        run.node().value(),
        run.id(),
        NodeMark.minute(minute));
  }

  @Override
  public CompletionStage<Void> forget(NodeMark mark) {
    CompletionStage<Void> forgotten = CompletableFuture.completedFuture(null);
    for (Instant minute : mark.minutes()) {
      forgotten =
          forgotten.thenCompose(
              done ->
                  cql.write(
                      "DELETE FROM open_calls WHERE node = ? AND run = ? AND minute = ?",
                      mark.run().node().value(),
                      mark.run().id(),
                      minute));
    }
    return forgotten.thenCompose(
        done ->
            cql.write(
                "DELETE FROM node_marks WHERE cluster = ? AND node = ? AND run = ?",
                CLUSTER,
                mark.run().node().value(),
                mark.run().id()));
  }
}
