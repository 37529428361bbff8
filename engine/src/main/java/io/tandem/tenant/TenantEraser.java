package io.tandem.tenant;

import io.tandem.id.TenantId;
import java.util.concurrent.CompletionStage;

/** Removes what some other part of the system keeps of a tenant that is being deleted. */
public interface TenantEraser {
  /** Removes it all; is repeated until it succeeds. */
  CompletionStage<Void> erase(TenantId tenant);
}
