package io.tandem.tenant;

/** Where a tenant stands in its life. */
public enum TenantStatus {
  /** On trial; works like {@link #ACTIVE}. */
  TRIAL,
  /** In service. */
  ACTIVE,
  /** No new calls; data kept; its administrators may read only. */
  SUSPENDED,
  /** Its time is over; treated like {@link #SUSPENDED}. */
  EXPIRED,
  /** Its data is being erased; there is no way back. */
  DELETING;

  /** Whether a tenant in this status may place and receive new calls. */
  public boolean allowsCalls() {
    return this == TRIAL || this == ACTIVE;
  }

  /** Whether the tenant's own administrators may change its configuration. */
  public boolean allowsChanges() {
    return this == TRIAL || this == ACTIVE;
  }
}
