package io.tandem.tenant;

/** What an account of the installation may do. */
public enum SystemRole {
  /** Everything. */
  SYSTEM_ADMIN,
  /** Everything but accounts, roles and system settings. */
  OPERATIONS,
  /** Reads all but secrets and recordings. */
  SUPPORT
}
