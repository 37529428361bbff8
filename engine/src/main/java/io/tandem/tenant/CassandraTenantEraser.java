package io.tandem.tenant;

import io.tandem.id.TenantId;
import io.tandem.store.AuditEntry;
import io.tandem.store.AuditKind;
import io.tandem.store.CassandraStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Removes a deleted tenant's bindings, call detail records and audit log from Cassandra. One audit
 * entry of the installation is written in their place, which says nothing but that and when it was
 * done, and is kept for as long as audit entries are.
 */
public final class CassandraTenantEraser implements TenantEraser {
  /** Nodes' clocks may differ by this much. */
  private static final Duration SKEW = Duration.ofHours(1);

  private final CassandraStore store;
  private final int slices;
  private final Clock clock;

  /**
   * @param slices how many slices the registrar keeps a tenant's bindings in
   */
  public CassandraTenantEraser(CassandraStore store, int slices, Clock clock) {
    this.store = store;
    this.slices = slices;
    this.clock = clock;
  }

  @Override
  public CompletionStage<Void> erase(TenantId tenant, Instant createdAt) {
    var bindings = store.tenant(tenant).bindings();
    CompletionStage<Void> erased = CompletableFuture.completedFuture(null);
    for (int i = 0; i < slices; i++) {
      int slice = i;
      erased = erased.thenCompose(done -> bindings.erase(slice));
    }
    Instant from = createdAt.minus(SKEW);
    Instant to = clock.instant().plus(SKEW);
    return erased
        .thenCompose(done -> store.tenant(tenant).cdrs().erase(from, to))
        .thenCompose(done -> store.tenant(tenant).audit().erase(from, to))
        .thenCompose(done -> store.auditEvents(Optional.of(tenant)).erase(from, to))
        .thenCompose(
            done -> store.auditEvents(Optional.empty()).append(AuditKind.CHANGE, proof(tenant)));
  }

  private AuditEntry proof(TenantId tenant) {
    return new AuditEntry(
        clock.instant(),
        UUID.randomUUID().toString(),
        "system",
        null,
        "tenant.erase",
        "tenant/" + tenant,
        null,
        null);
  }
}
