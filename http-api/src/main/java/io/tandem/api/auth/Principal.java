package io.tandem.api.auth;

import io.tandem.id.TenantId;

/**
 * Who asks.
 *
 * @param username as they logged in
 * @param role what they are
 * @param tenant whose they are; {@code null} for those of the system
 */
public record Principal(String username, ApiRole role, TenantId tenant) {}
