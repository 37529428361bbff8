package io.tandem.api.v1;

import io.tandem.id.CallId;
import io.tandem.id.TenantId;
import io.tandem.tenant.LiveCall;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The calls that live in the cluster, whatever node they are on. */
public interface CallControl {
  /** The tenant's calls, the oldest first; those of a node that does not answer are missing. */
  CompletionStage<List<LiveCall>> list(TenantId tenant);

  /** Ends a call of the tenant; false when it does not live. */
  CompletionStage<Boolean> hangUp(TenantId tenant, CallId call);
}
