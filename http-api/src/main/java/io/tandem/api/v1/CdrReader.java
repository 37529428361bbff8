package io.tandem.api.v1;

import io.tandem.cdr.CallRecord;
import io.tandem.cdr.CdrJson;
import io.tandem.id.CallId;
import io.tandem.id.TenantId;
import io.tandem.store.CassandraStore;
import io.tandem.store.CdrQuery;
import io.tandem.store.CdrRow;
import io.tandem.store.Page;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

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
                        page.items().stream().flatMap(row -> readable(tenant, row)).toList(),
                        page.nextCursor()));
      }

      @Override
      public CompletionStage<Optional<CallRecord>> find(TenantId tenant, CallId call) {
        return store
            .tenant(tenant)
            .cdrs()
            .find(call)
            .thenApply(found -> found.flatMap(row -> readable(tenant, row).findAny()));
      }
    };
  }

  /** A record with a constant of a later release is left out of a list instead of ending it. */
  private static Stream<CallRecord> readable(TenantId tenant, CdrRow row) {
    try {
      return Stream.of(CdrJson.read(row.record()));
    } catch (IllegalArgumentException e) {
      LoggerFactory.getLogger(CdrReader.class)
          .warn("Record {} of tenant {} cannot be read: {}", row.callId(), tenant, e.getCause());
      return Stream.empty();
    }
  }
}
