package io.tandem.tenant;

import io.tandem.id.TenantId;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** Removes what some other part of the system keeps of a tenant that is being deleted. */
public interface TenantEraser {
  /**
   * Removes it all; is repeated until it succeeds.
   *
   * @param createdAt when the tenant began: nothing of it is older
   */
  CompletionStage<Void> erase(TenantId tenant, Instant createdAt);
}
