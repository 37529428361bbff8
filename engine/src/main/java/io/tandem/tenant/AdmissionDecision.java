package io.tandem.tenant;

/** Whether a new call may start, and why not. */
public enum AdmissionDecision {
  ADMITTED,
  /** The tenant has as many calls as it may. */
  CONCURRENT_CALLS,
  /** The tenant starts calls faster than it may. */
  CALLS_PER_SECOND,
  /** The tenant is suspended, expired, being deleted, or unknown. */
  TENANT_INACTIVE,
  /** Nobody could say in time: the node holds no lease and the tenant's entity does not answer. */
  UNAVAILABLE;

  /** Whether the call may start. */
  public boolean admitted() {
    return this == ADMITTED;
  }
}
