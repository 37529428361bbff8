package io.tandem.store;

import java.time.Duration;

/** What an audit entry tells of. */
public enum AuditKind {
  /** Something was configured. */
  CHANGE(TenantAudit.RETENTION),
  /** Something was refused to somebody. */
  FAILURE(Duration.ofDays(30)),
  /** An administrator signed in, or could not. */
  LOGIN(TenantAudit.RETENTION);

  private final Duration retention;

  AuditKind(Duration retention) {
    this.retention = retention;
  }

  /** How long such an entry is kept. */
  public Duration retention() {
    return retention;
  }
}
