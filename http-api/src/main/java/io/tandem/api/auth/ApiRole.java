package io.tandem.api.auth;

import io.tandem.tenant.Role;
import io.tandem.tenant.SystemRole;

/** What roles come down to at the API. */
public enum ApiRole {
  /** May do everything, in every tenant. */
  SYSTEM_ADMIN,
  /** May do everything inside its own tenant. */
  TENANT_ADMIN,
  /** May sign in, but no route is open to it. */
  NONE;

  /** What a system account's role comes down to. */
  public static ApiRole of(SystemRole role) {
    return role == SystemRole.SYSTEM_ADMIN ? SYSTEM_ADMIN : NONE;
  }

  /** What a tenant's user's role comes down to. */
  public static ApiRole of(Role role) {
    return role == Role.TENANT_ADMIN ? TENANT_ADMIN : NONE;
  }
}
