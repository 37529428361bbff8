package io.tandem.api.v1;

import io.tandem.cdr.CallRecord;
import io.tandem.cdr.CdrJson;
import io.tandem.id.CallId;
import io.tandem.id.TenantId;
import io.tandem.store.CassandraStore;
import io.tandem.store.CdrQuery;
import io.tandem.store.Page;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Reads call detail records of a tenant. */
public interface CdrReader {
  /** The records of a time, newest first; a page may be short, even empty, with more to come. */
  CompletionStage<Page<CallRecord>> list(TenantId tenant, CdrQuery query);

  /** The record of one call. */
  CompletionStage<Optional<CallRecord>> find(TenantId tenant, CallId call);

  /** Reads them from the database. */
  static CdrReader of(CassandraStore store) {
    return new CdrReader() {
      @Override
      public CompletionStage<Page<CallRecord>> list(TenantId tenant, CdrQuery query) {
        return store
            .tenant(tenant)
            .cdrs()
            .list(query)
            .thenApply(
                page ->
                    new Page<>(
                        page.items().stream().map(row -> CdrJson.read(row.record())).toList(),
                        page.nextCursor()));
      }

      @Override
      public CompletionStage<Optional<CallRecord>> find(TenantId tenant, CallId call) {
        return store
            .tenant(tenant)
            .cdrs()
            .find(call)
            .thenApply(found -> found.map(row -> CdrJson.read(row.record())));
      }
    };
  }
}
