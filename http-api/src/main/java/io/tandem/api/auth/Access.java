package io.tandem.api.auth;

/** Who may use a route. This is the one place where roles are checked. */
public enum Access {
  /** Everybody, without a token. */
  PUBLIC,
  /** System administrators, and the administrators of the tenant that the path names. */
  TENANT_ADMIN,
  /** System administrators. */
  SYSTEM_ADMIN;

  /** What a check says. */
  public enum Decision {
    ALLOWED,
    /** The role does not allow it: 403. */
    FORBIDDEN,
    /** It is another tenant's, of which nothing is said, not even that it is there: 404. */
    HIDDEN
  }

  /**
   * Decides about a request.
   *
   * @param principal who asks
   * @param pathTenant the tenant in the path; {@code null} when there is none
   */
  public Decision decide(Principal principal, String pathTenant) {
    if (this == PUBLIC || principal.role() == ApiRole.SYSTEM_ADMIN) {
      return Decision.ALLOWED;
    }
    if (pathTenant != null && !principal.tenant().value().equals(pathTenant)) {
      return Decision.HIDDEN;
    }
    boolean isOwn = this == TENANT_ADMIN && principal.role() == ApiRole.TENANT_ADMIN;
    return isOwn ? Decision.ALLOWED : Decision.FORBIDDEN;
  }
}
