package io.tandem.tenant;

import io.tandem.id.TenantId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The node's copies of what tenants have configured. Safe for any thread; {@link #tenantOf} and
 * {@link #find} do no I/O and may be called on event loops.
 */
public interface TenantDirectory {

  /**
   * The tenant that owns {@code domain} (any case), or {@code null} when nobody does or this node
   * has not heard of it yet; {@link #load(String)} makes sure.
   */
  TenantId tenantOf(String domain);

  /** The tenant's configuration, or {@code null} when this node holds no copy (yet). */
  TenantConfiguration find(TenantId tenant);

  /**
   * The configuration of the tenant that owns {@code domain}, read from the store when this node
   * has no copy. Fails when the store does.
   */
  CompletionStage<Optional<TenantConfiguration>> load(String domain);

  /** The tenant's configuration, read from the store when this node has no copy. */
  CompletionStage<Optional<TenantConfiguration>> load(TenantId tenant);
}
