package io.tandem.audit;

import io.tandem.id.TenantId;
import io.tandem.store.AuditKind;
import io.tandem.store.AuditLog;
import io.tandem.store.CassandraStore;
import io.tandem.store.Page;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Reads the audit of a tenant, or of the installation. */
@FunctionalInterface
public interface AuditReader {
  /**
   * Which entries.
   *
   * @param owner the tenant; the installation when empty
   * @param from inclusive
   * @param to exclusive
   * @param cursor where the page before ended
   * @param limit entries a page, at least 1
   */
  record Query(
      Optional<TenantId> owner,
      Set<AuditKind> kinds,
      Instant from,
      Instant to,
      Optional<String> cursor,
      int limit) {}

  /**
   * A page, newest first.
   *
   * @throws IllegalArgumentException when the cursor is none of ours
   */
  CompletionStage<Page<AuditLog.Row>> list(Query query);

  /** Reads from the database. */
  static AuditReader of(CassandraStore store) {
    return query ->
        store
            .auditLog(query.owner())
            .list(query.kinds(), query.from(), query.to(), query.cursor(), query.limit());
  }
}
