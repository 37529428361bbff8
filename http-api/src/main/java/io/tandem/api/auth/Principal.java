package io.tandem.api.auth;

import io.tandem.id.TenantId;

/**
 * Who asks.
 *
 * @param username as they signed in, {@code name@domain} when they are a tenant's
 * @param role what they are
 * @param tenant whose they are; {@code null} for those of the system
 */
public record Principal(String username, ApiRole role, TenantId tenant) {

  /** The name without the domain. */
  public String localName() {
    int at = username.indexOf('@');
    return at < 0 ? username : username.substring(0, at);
  }
}
