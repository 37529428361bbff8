package io.tandem.api.support;

import io.tandem.audit.AuditReader;
import io.tandem.audit.AuditTrail;
import io.tandem.id.TenantId;
import io.tandem.store.AuditEntry;
import io.tandem.store.AuditKind;
import io.tandem.store.AuditLog;
import io.tandem.store.Page;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** An audit in memory; a cursor is how many entries came before. */
public final class FakeAudit implements AuditTrail.Writer, AuditReader {
  private final List<Kept> entries = new CopyOnWriteArrayList<>();

  private record Kept(Optional<TenantId> owner, AuditLog.Row row) {}

  @Override
  public CompletionStage<Void> append(Optional<TenantId> owner, AuditKind kind, AuditEntry entry) {
    entries.add(new Kept(owner, new AuditLog.Row(kind, entry)));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Page<AuditLog.Row>> list(Query query) {
    var found =
        entries.stream()
            .filter(kept -> kept.owner().equals(query.owner()))
            .map(Kept::row)
            .filter(row -> query.kinds().contains(row.kind()))
            .filter(row -> !row.entry().at().isBefore(query.from()))
            .filter(row -> row.entry().at().isBefore(query.to()))
            .collect(Collectors.toList());
    Collections.reverse(found);
    int start = query.cursor().map(Integer::parseInt).orElse(0);
    int end = Math.min(found.size(), start + query.limit());
    return CompletableFuture.completedFuture(
        new Page<>(
            found.subList(Math.min(start, end), end),
            end < found.size() ? Optional.of(Integer.toString(end)) : Optional.empty()));
  }
}
