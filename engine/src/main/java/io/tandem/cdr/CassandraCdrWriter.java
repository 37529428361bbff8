package io.tandem.cdr;

import io.tandem.id.TenantId;
import io.tandem.store.CassandraStore;
import io.tandem.store.CdrRow;
import io.tandem.store.StoreException;
import io.tandem.store.TenantCdrs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Stores records in Cassandra, each for as long as its tenant keeps them. */
public final class CassandraCdrWriter implements CdrWriter {
  /** Stays below Cassandra's default {@code batch_size_fail_threshold} of 50 KiB. */
  private static final int MAX_MUTATION_CHARS = 24 * 1024;

  private final CassandraStore store;
  private final Function<TenantId, CompletionStage<Optional<Duration>>> retention;

  /**
   * @param retention how long a tenant keeps its records, zero: for ever; empty when the tenant is
   *     gone or going, which takes its records with it: they count as stored. A stage that fails
   *     has the write tried again
   */
  public CassandraCdrWriter(
      CassandraStore store, Function<TenantId, CompletionStage<Optional<Duration>>> retention) {
    this.store = store;
    this.retention = retention;
  }

  @Override
  public CompletionStage<Void> write(List<CallRecord> records) {
    TenantId tenant = records.get(0).tenant();
    return retention
        .apply(tenant)
        .exceptionallyCompose(CassandraCdrWriter::unknownRetention)
        .thenCompose(
            kept ->
                kept.isPresent()
                    ? insert(store.tenant(tenant).cdrs(), records, kept.get())
                    : CompletableFuture.<Void>completedFuture(null))
        .exceptionallyCompose(CassandraCdrWriter::meaning);
  }

  private static <T> CompletionStage<T> unknownRetention(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return CompletableFuture.failedFuture(
        cause instanceof StoreException ? cause : new TenantFailure(cause));
  }

  private static CompletionStage<Void> meaning(Throwable failure) {
    return CompletableFuture.failedFuture(
        StoreException.isRefusal(failure) ? new Refused(failure) : failure);
  }

  private static CompletionStage<Void> insert(
      TenantCdrs cdrs, List<CallRecord> records, Duration kept) {
    var writes = new ArrayList<CompletableFuture<Void>>();
    var rows = new ArrayList<CdrRow>();
    int chars = 0;
    for (CallRecord record : records) {
      CdrRow row = row(record);
      if (!rows.isEmpty() && chars + row.record().length() > MAX_MUTATION_CHARS) {
        writes.add(cdrs.insert(List.copyOf(rows), kept).toCompletableFuture());
        rows.clear();
        chars = 0;
      }
      rows.add(row);
      chars += row.record().length();
    }
    writes.add(cdrs.insert(rows, kept).toCompletableFuture());
    return CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new));
  }

  private static CdrRow row(CallRecord record) {
    return new CdrRow(
        record.callId(),
        record.direction().name(),
        record.caller(),
        record.callee(),
        record.result().name(),
        record.answeredAt(),
        record.endedAt(),
        CdrJson.write(record),
        record.isLost() ? record.endedAt() : null);
  }
}
