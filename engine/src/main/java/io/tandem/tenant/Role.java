package io.tandem.tenant;

/** What a tenant's user may do. */
public enum Role {
  /** Everything inside its tenant. */
  TENANT_ADMIN,
  /** Reads and steers the tenant's queues and calls. */
  QUEUE_SUPERVISOR,
  /** A {@link #USER} who may call abroad. */
  USER_INTERNATIONAL,
  /** Its own extension only. */
  USER
}
