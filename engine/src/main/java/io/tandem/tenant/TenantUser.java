package io.tandem.tenant;

import io.tandem.id.TenantId;

/** A user found by domain and name, with the status of its tenant at that moment. */
public record TenantUser(TenantId tenant, TenantStatus status, UserConfiguration user) {}
