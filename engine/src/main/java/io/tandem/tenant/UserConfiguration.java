package io.tandem.tenant;

import io.tandem.id.Extension;

/**
 * One person or program that signs in to the tenant.
 *
 * @param username unique in the tenant, lower case
 * @param displayName may be empty
 * @param passwordHash as the password hasher wrote it, salt and parameters included
 * @param extension the user's own extension, or {@code null}
 * @param version the tenant's version at which this object last changed; its ETag
 * @param unknown stored fields of a newer version of the software
 */
public record UserConfiguration(
    String username,
    String displayName,
    Role role,
    String passwordHash,
    boolean enabled,
    Extension extension,
    long version,
    UnknownFields unknown) {

  /** An enabled user without an extension, at version 1. */
  public static UserConfiguration of(String username, Role role, String passwordHash) {
    return new UserConfiguration(
        username, "", role, passwordHash, true, null, 1, UnknownFields.NONE);
  }

  UserConfiguration withoutExtension() {
    return new UserConfiguration(
        username, displayName, role, passwordHash, enabled, null, version, unknown);
  }

  UserConfiguration withUnknown(UnknownFields fields) {
    return new UserConfiguration(
        username, displayName, role, passwordHash, enabled, extension, version, fields);
  }

  UserConfiguration withVersion(long newVersion) {
    return new UserConfiguration(
        username, displayName, role, passwordHash, enabled, extension, newVersion, unknown);
  }

  @Override
  public String toString() {
    return "UserConfiguration[" + username + ", " + role + "]";
  }
}
