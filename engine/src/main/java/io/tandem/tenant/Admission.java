package io.tandem.tenant;

import io.tandem.id.CallId;
import io.tandem.id.TenantId;
import java.util.concurrent.CompletionStage;

/** Decides at the door which calls a tenant's limits allow. Safe for any thread. */
public interface Admission {

  /**
   * Asks to start {@code call}. Completes at once while the lease that this node holds suffices,
   * otherwise when the tenant's entity has answered. Never fails; a call that is admitted counts
   * until it appears in {@link LiveCalls}, is {@linkplain #withdraw withdrawn}, or 30 s have
   * passed.
   */
  CompletionStage<AdmissionDecision> admit(TenantId tenant, CallId call);

  /** Gives back an admission whose call never started. */
  void withdraw(TenantId tenant, CallId call);
}
