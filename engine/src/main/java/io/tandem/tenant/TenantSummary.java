package io.tandem.tenant;

import io.tandem.id.Domain;
import io.tandem.id.TenantId;

/** A tenant in a list. */
public record TenantSummary(TenantId id, Domain domain, String displayName, TenantStatus status) {}
