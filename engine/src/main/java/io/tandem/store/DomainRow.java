package io.tandem.store;

import io.tandem.id.Domain;
import io.tandem.id.TenantId;

/**
 * A SIP domain and its owner.
 *
 * @param confirmed false while it is only reserved
 */
public record DomainRow(Domain domain, TenantId tenant, boolean confirmed) {}
