package io.tandem.store;

import com.datastax.oss.driver.api.core.cql.Row;
import io.tandem.id.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * The changes of a tenant's configuration: one partition a day, kept for {@link #RETENTION}. What
 * else happens to it is in {@link AuditEvents}.
 */
public final class TenantAudit {
  /** How long an entry is kept. */
  public static final Duration RETENTION = Duration.ofDays(180);

  static final int RETENTION_SECONDS = (int) RETENTION.toSeconds();

  private final Cql cql;
  private final TenantId tenant;

  TenantAudit(Cql cql, TenantId tenant) {
    this.cql = cql;
    this.tenant = tenant;
  }

  /** Writes an entry; the same entry may be written again. */
  public CompletionStage<Void> append(AuditEntry entry) {
    return cql.write(
        "INSERT INTO audit_by_tenant"
            + " (tenant, day, at, id, actor, origin, action, object, before, after)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TTL ?",
        tenant.value(),
        day(entry.at()),
        entry.at(),
        entry.id(),
        entry.actor(),
        entry.origin(),
        entry.action(),
        entry.object(),
        entry.before(),
        entry.after(),
        RETENTION_SECONDS);
  }

  /**
   * Entries from {@code from} (inclusive) to {@code to} (exclusive), newest first.
   *
   * @param cursor where the page before ended
   * @param limit entries a page, at least 1
   * @throws IllegalArgumentException when {@code cursor} is none of ours
   */
  public CompletionStage<Page<AuditEntry>> list(
      Instant from, Instant to, Optional<String> cursor, int limit) {
    TimeCursor start = TimeCursor.start(cursor, to);
    Instant earliest = to.minus(RETENTION.plusDays(1));
    Instant oldest = from.isBefore(earliest) ? earliest : from;
    return new BucketWalk<AuditEntry>(
            days(oldest, start.at()).iterator(),
            (bucket, place, wanted) -> readDay(bucket, oldest, place, wanted),
            entry -> new TimeCursor(entry.at(), entry.id()),
            limit)
        .from(start);
  }

  /**
   * Removes the entries from {@code from} to {@code to}, whole days; for a tenant that is being
   * deleted. May be repeated.
   */
  public CompletionStage<Void> erase(Instant from, Instant to) {
    Instant earliest = to.minus(RETENTION.plusDays(1));
    CompletionStage<Void> erased = CompletableFuture.completedFuture(null);
    for (Instant day : days(from.isBefore(earliest) ? earliest : from, to).toList()) {
      erased =
          erased.thenCompose(
              done ->
                  cql.write(
                      "DELETE FROM audit_by_tenant WHERE tenant = ? AND day = ?",
                      tenant.value(),
                      day(day)));
    }
    return erased;
  }

  private CompletionStage<List<AuditEntry>> readDay(
      Instant bucket, Instant oldest, TimeCursor place, int limit) {
    return cql.list(
        TenantAudit::entry,
        "SELECT at, id, actor, origin, action, object, before, after FROM audit_by_tenant"
            + " WHERE tenant = ? AND day = ? AND (at, id) < (?, ?) AND (at) >= (?) LIMIT ?",
        tenant.value(),
        day(bucket),
        place.at(),
        place.id(),
        oldest,
        limit);
  }

  /** The days that have a moment from {@code from} to {@code to}, newest first. */
  static Stream<Instant> days(Instant from, Instant to) {
    Instant first = from.truncatedTo(ChronoUnit.DAYS);
    return Stream.iterate(
        to.truncatedTo(ChronoUnit.DAYS),
        day -> !day.isBefore(first),
        day -> day.minus(1, ChronoUnit.DAYS));
  }

  static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }

  static AuditEntry entry(Row row) {
    return new AuditEntry(
        row.getInstant("at"),
        row.getString("id"),
        row.getString("actor"),
        row.getString("origin"),
        row.getString("action"),
        row.getString("object"),
        row.getString("before"),
        row.getString("after"));
  }
}
