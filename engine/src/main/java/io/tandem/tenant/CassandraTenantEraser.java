package io.tandem.tenant;

import io.tandem.id.TenantId;
import io.tandem.store.CassandraStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Removes a deleted tenant's call detail records and bindings from Cassandra. Its audit log stays
 * for as long as audit records are kept: it proves the deletion.
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
    var cdrs = store.tenant(tenant).cdrs();
    return erased.thenCompose(
        done -> cdrs.erase(createdAt.minus(SKEW), clock.instant().plus(SKEW)));
  }
}
