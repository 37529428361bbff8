package io.tandem.tenant;

/**
 * Someone who runs the installation.
 *
 * @param username unique among system accounts, lower case
 * @param passwordHash as the password hasher wrote it
 */
public record SystemAccount(
    String username, SystemRole role, String passwordHash, boolean enabled) {
  @Override
  public String toString() {
    return "SystemAccount[" + username + ", " + role + "]";
  }
}
