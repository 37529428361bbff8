package io.tandem.store;

import io.tandem.id.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The audit entries of one owner, a tenant or the installation, that are no changes of a tenant's
 * configuration: a partition a kind and day, kept for {@link AuditKind#retention()}.
 */
public final class AuditEvents {
  private static final String INSTALLATION = "-";

  private final Cql cql;
  private final String owner;

  AuditEvents(Cql cql, Optional<TenantId> owner) {
    this.cql = cql;
    this.owner = owner.map(TenantId::value).orElse(INSTALLATION);
  }

  /** What is kept equally long lies in one table, whose old files then end as a whole. */
  private static String table(AuditKind kind) {
    return kind == AuditKind.FAILURE ? "audit_failures" : "audit_events";
  }

  /** Writes an entry; the same entry may be written again. */
  public CompletionStage<Void> append(AuditKind kind, AuditEntry entry) {
    return cql.write(
        "INSERT INTO "
            + table(kind)
            + " (owner, kind, day, at, id, actor, origin, action, object, before, after)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TTL ?",
        owner,
        kind.name(),
        TenantAudit.day(entry.at()),
        entry.at(),
        entry.id(),
        entry.actor(),
        entry.origin(),
        entry.action(),
        entry.object(),
        entry.before(),
        entry.after(),
        (int) kind.retention().toSeconds());
  }

  /**
   * Entries from {@code from} (inclusive) to {@code to} (exclusive), newest first.
   *
   * @param cursor where the page before ended
   * @param limit entries a page, at least 1
   * @throws IllegalArgumentException when {@code cursor} is none of ours
   */
  public CompletionStage<Page<AuditEntry>> list(
      AuditKind kind, Instant from, Instant to, Optional<String> cursor, int limit) {
    TimeCursor start = TimeCursor.start(cursor, to);
    Instant earliest = to.minus(kind.retention().plusDays(1));
    Instant oldest = from.isBefore(earliest) ? earliest : from;
    return new BucketWalk<AuditEntry>(
            TenantAudit.days(oldest, start.at()).iterator(),
            (bucket, place, wanted) -> readDay(kind, bucket, oldest, place, wanted),
            entry -> new TimeCursor(entry.at(), entry.id()),
            limit)
        .from(start);
  }

  private CompletionStage<List<AuditEntry>> readDay(
      AuditKind kind, Instant bucket, Instant oldest, TimeCursor place, int limit) {
    return cql.list(
        TenantAudit::entry,
        "SELECT at, id, actor, origin, action, object, before, after FROM "
            + table(kind)
            + " WHERE owner = ? AND kind = ? AND day = ? AND (at, id) < (?, ?) AND (at) >= (?)"
            + " LIMIT ?",
        owner,
        kind.name(),
        TenantAudit.day(bucket),
        place.at(),
        place.id(),
        oldest,
        limit);
  }

  /** Removes the entries from {@code from} to {@code to}, whole days. May be repeated. */
  public CompletionStage<Void> erase(Instant from, Instant to) {
    CompletionStage<Void> erased = CompletableFuture.completedFuture(null);
    for (AuditKind kind : AuditKind.values()) {
      Instant earliest = to.minus(kind.retention().plusDays(1));
      for (Instant day : TenantAudit.days(from.isBefore(earliest) ? earliest : from, to).toList()) {
        erased = erased.thenCompose(done -> eraseDay(kind, day));
      }
    }
    return erased;
  }

  private CompletionStage<Void> eraseDay(AuditKind kind, Instant day) {
    return cql.write(
        "DELETE FROM " + table(kind) + " WHERE owner = ? AND kind = ? AND day = ?",
        owner,
        kind.name(),
        TenantAudit.day(day));
  }
}
