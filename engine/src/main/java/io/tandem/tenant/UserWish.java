package io.tandem.tenant;

import io.tandem.id.Extension;

/**
 * A user as an administrator wants it.
 *
 * @param passwordHash as the password hasher wrote it, or {@code null} to keep the stored one
 * @param extension the user's own extension, or {@code null}
 */
public record UserWish(
    String displayName, Role role, String passwordHash, boolean enabled, Extension extension) {

  /** What {@code user} is now, to change single fields of. */
  public static UserWish of(UserConfiguration user) {
    return new UserWish(user.displayName(), user.role(), null, user.enabled(), user.extension());
  }

  @Override
  public String toString() {
    return "UserWish[" + displayName + ", " + role + "]";
  }
}
