package io.tandem.store;

import io.tandem.id.TenantId;
import java.time.Clock;

/** Everything that is stored of one tenant. Cheap to obtain, keeps nothing. */
public final class TenantStore {
  private final Cql cql;
  private final TenantId tenant;
  private final Clock clock;

  TenantStore(Cql cql, TenantId tenant, Clock clock) {
    this.cql = cql;
    this.tenant = tenant;
    this.clock = clock;
  }

  /** Whose store this is. */
  public TenantId tenant() {
    return tenant;
  }

  /** Its configuration. */
  public TenantObjects objects() {
    return new TenantObjects(cql, tenant, audit());
  }

  /** Its registered contacts. */
  public TenantBindings bindings() {
    return new TenantBindings(cql, tenant, clock);
  }

  /** Its call detail records. */
  public TenantCdrs cdrs() {
    return new TenantCdrs(cql, tenant);
  }

  /** The changes of its configuration. */
  public TenantAudit audit() {
    return new TenantAudit(cql, tenant);
  }
}
