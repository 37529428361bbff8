package io.tandem.store;

import io.tandem.id.TenantId;

/**
 * A tenant in the list of all tenants.
 *
 * @param summary what lists show of it, JSON; the store does not look into it
 */
public record TenantRow(TenantId tenant, String summary) {}
