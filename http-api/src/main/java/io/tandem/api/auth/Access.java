package io.tandem.api.auth;

/** Who may use a route, the most open first; {@link Authorisation} decides by it. */
public enum Access {
  /** Everybody, without a token. */
  PUBLIC,
  /** System administrators, and the administrators of the tenant that the path names. */
  TENANT_ADMIN,
  /** System administrators. */
  SYSTEM_ADMIN
}
