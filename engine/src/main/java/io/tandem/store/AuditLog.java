package io.tandem.store;

import io.tandem.id.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** All that is kept of what happened to one owner, a tenant or the installation. */
public final class AuditLog {
  private final Optional<TenantAudit> changes;
  private final AuditEvents events;

  AuditLog(Cql cql, Optional<TenantId> owner) {
    this.changes = owner.map(tenant -> new TenantAudit(cql, tenant));
    this.events = new AuditEvents(cql, owner);
  }

  /** An entry and its kind. */
  public record Row(AuditKind kind, AuditEntry entry) {
    private TimeCursor place() {
      return new TimeCursor(entry.at(), entry.id());
    }
  }

  /** A time of the kinds, from one place. */
  private record Range(Instant from, Instant to, Optional<String> cursor, int limit) {}

  /**
   * Entries of {@code kinds} from {@code from} (inclusive) to {@code to} (exclusive), newest first.
   *
   * @param cursor where the page before ended
   * @param limit entries a page, at least 1
   * @throws IllegalArgumentException when {@code cursor} is none of ours
   */
  public CompletionStage<Page<Row>> list(
      Set<AuditKind> kinds, Instant from, Instant to, Optional<String> cursor, int limit) {
    var range = new Range(from, to, cursor, limit);
    var pages = new EnumMap<AuditKind, CompletableFuture<Page<AuditEntry>>>(AuditKind.class);
    for (var kind : kinds) {
      pages.put(kind, page(kind, range).toCompletableFuture());
    }
    return CompletableFuture.allOf(pages.values().toArray(CompletableFuture[]::new))
        .thenApply(all -> merge(pages, limit));
  }

  private CompletionStage<Page<AuditEntry>> page(AuditKind kind, Range range) {
    if (kind == AuditKind.CHANGE && changes.isPresent()) {
      return changes.get().list(range.from(), range.to(), range.cursor(), range.limit());
    }
    return events.list(kind, range.from(), range.to(), range.cursor(), range.limit());
  }

  /**
   * One page of several that begin at the same place. It reaches as far as the shortest of them: of
   * what lies behind where a page stopped, some may not have been read.
   */
  static Page<Row> merge(Map<AuditKind, CompletableFuture<Page<AuditEntry>>> pages, int limit) {
    List<Row> found = new ArrayList<>();
    pages.forEach(
        (kind, page) ->
            page.join().items().stream().map(entry -> new Row(kind, entry)).forEach(found::add));
    Optional<TimeCursor> reached =
        pages.values().stream()
            .flatMap(page -> page.join().nextCursor().stream())
            .map(TimeCursor::parse)
            .max(Comparator.naturalOrder());
    reached.ifPresent(end -> found.removeIf(row -> row.place().compareTo(end) < 0));
    found.sort(Comparator.comparing(Row::place).reversed());
    if (found.size() <= limit) {
      return new Page<>(found, reached.map(TimeCursor::toString));
    }
    List<Row> items = found.subList(0, limit);
    return new Page<>(items, Optional.of(items.get(limit - 1).place().toString()));
  }
}
