package io.tandem.tenant;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tandem.id.Domain;
import io.tandem.id.TenantId;
import io.tandem.store.AuditEntry;
import io.tandem.store.CassandraStore;
import io.tandem.store.ChangeResult;
import io.tandem.store.DomainRow;
import io.tandem.store.ObjectChange;
import io.tandem.store.Reservation;
import io.tandem.store.TenantRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link TenantStorage} in Cassandra. */
public final class CassandraTenantStorage implements TenantStorage {
  private static final Logger LOG = LoggerFactory.getLogger(CassandraTenantStorage.class);

  private final CassandraStore store;

  /** Keeps tenants in {@code store}, which its opener closes. */
  public CassandraTenantStorage(CassandraStore store) {
    this.store = store;
  }

  @Override
  public CompletionStage<Boolean> answers() {
    return store.answers();
  }

  @Override
  public CompletionStage<Optional<Stored>> read(TenantId tenant) {
    return store
        .tenant(tenant)
        .objects()
        .read()
        .thenApply(
            found ->
                found.map(
                    snapshot ->
                        new Stored(
                            snapshot.version(),
                            snapshot.rows().stream()
                                .map(row -> new StoredObject(row.kind(), row.id(), row.json()))
                                .toList())));
  }

  @Override
  public CompletionStage<Long> version(TenantId tenant) {
    return store.tenant(tenant).objects().version();
  }

  @Override
  public CompletionStage<Boolean> create(TenantId tenant, List<StoredObject> objects, Audit audit) {
    return store
        .tenant(tenant)
        .objects()
        .create(changes(objects, List.of()), entry(audit))
        .thenApply(ChangeResult.Applied.class::isInstance);
  }

  @Override
  public CompletionStage<Boolean> change(TenantChanged change, Audit audit) {
    return store
        .tenant(change.tenant())
        .objects()
        .change(change.version() - 1, changes(change.puts(), change.removals()), entry(audit))
        .thenApply(ChangeResult.Applied.class::isInstance);
  }

  private static List<ObjectChange> changes(
      List<StoredObject> puts, List<StoredObject.Key> removals) {
    var changes = new ArrayList<ObjectChange>();
    puts.forEach(put -> changes.add(new ObjectChange.Put(put.kind(), put.id(), put.json())));
    removals.forEach(key -> changes.add(new ObjectChange.Delete(key.kind(), key.id())));
    return changes;
  }

  private static AuditEntry entry(Audit audit) {
    return new AuditEntry(
        audit.at(),
        UUID.randomUUID().toString(),
        audit.origin().actor(),
        audit.origin().address(),
        audit.action(),
        audit.object(),
        audit.before(),
        audit.after());
  }

  @Override
  public CompletionStage<Void> erase(TenantId tenant) {
    return store.tenant(tenant).objects().erase();
  }

  @Override
  public CompletionStage<Boolean> reserve(Domain domain, TenantId tenant, Duration reservedFor) {
    return store
        .domains()
        .reserve(domain, tenant, reservedFor)
        .thenApply(reservation -> !(reservation instanceof Reservation.Taken));
  }

  @Override
  public CompletionStage<Boolean> confirm(Domain domain, TenantId tenant) {
    return store.domains().confirm(domain, tenant);
  }

  @Override
  public CompletionStage<Boolean> release(Domain domain, TenantId tenant) {
    return store.domains().release(domain, tenant);
  }

  @Override
  public CompletionStage<Optional<DomainOwner>> owner(Domain domain) {
    return store
        .domains()
        .find(domain)
        .thenApply(found -> found.map(CassandraTenantStorage::owner));
  }

  @Override
  public CompletionStage<List<DomainOwner>> domains() {
    return store
        .domains()
        .list()
        .thenApply(rows -> rows.stream().map(CassandraTenantStorage::owner).toList());
  }

  @Override
  public CompletionStage<Void> tidy() {
    return store
        .domains()
        .tidy()
        .thenAccept(
            rows -> {
              if (rows > 0) {
                LOG.info("{} domains have lost a tombstone of an earlier release", rows);
              }
            });
  }

  private static DomainOwner owner(DomainRow row) {
    return new DomainOwner(row.domain(), row.tenant(), row.confirmed());
  }

  @Override
  public CompletionStage<Void> enlist(TenantSummary summary) {
    String json =
        JsonNodeFactory.instance
            .objectNode()
            .put("domain", summary.domain().value())
            .put("display_name", summary.displayName())
            .put("status", summary.status().name())
            .toString();
    return store.tenants().put(new TenantRow(summary.id(), json));
  }

  @Override
  public CompletionStage<Void> delist(TenantId tenant) {
    return store.tenants().remove(tenant);
  }

  @Override
  public CompletionStage<Page<TenantSummary>> page(String after, int size) {
    return store
        .tenants()
        .page(Optional.ofNullable(after), size)
        .thenApply(
            page ->
                new Page<>(
                    page.items().stream()
                        .map(CassandraTenantStorage::summary)
                        .flatMap(Optional::stream)
                        .toList(),
                    page.nextCursor().orElse(null)));
  }

  /** A row that cannot be read costs its tenant its place on the list, not the others theirs. */
  private static Optional<TenantSummary> summary(TenantRow row) {
    try {
      var fields = JsonFields.parseLeniently(row.summary());
      return Optional.of(
          new TenantSummary(
              row.tenant(),
              new Domain(fields.text("domain", null)),
              fields.text("display_name", ""),
              fields.constant("status", TenantStatus.class, TenantStatus.ACTIVE)));
    } catch (RuntimeException e) {
      LOG.debug("The list's row of tenant {} cannot be read", row.tenant(), e);
      return Optional.empty();
    }
  }
}
