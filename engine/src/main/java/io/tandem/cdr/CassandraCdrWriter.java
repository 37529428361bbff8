package io.tandem.cdr;

import io.tandem.id.TenantId;
import io.tandem.store.CassandraStore;
import io.tandem.store.CdrRow;
import io.tandem.store.TenantCdrs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Stores records in Cassandra. Writes that come before it is connected wait for that. */
public final class CassandraCdrWriter implements CdrWriter {
  /** Stays below Cassandra's default {@code batch_size_fail_threshold} of 50 KiB. */
  private static final int MAX_MUTATION_CHARS = 24 * 1024;

  private final CompletionStage<CassandraStore> store;
  private final Function<TenantId, Duration> retention;

  /**
   * @param store completes when Cassandra is connected
   * @param retention how long a tenant keeps its records; zero: for ever. Must not block
   */
  public CassandraCdrWriter(
      CompletionStage<CassandraStore> store, Function<TenantId, Duration> retention) {
    this.store = store;
    this.retention = retention;
  }

  @Override
  public CompletionStage<Void> write(List<CallRecord> records) {
    TenantId tenant = records.get(0).tenant();
    return store.thenCompose(
        open -> insert(open.tenant(tenant).cdrs(), records, retention.apply(tenant)));
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
        CdrJson.write(record));
  }
}
