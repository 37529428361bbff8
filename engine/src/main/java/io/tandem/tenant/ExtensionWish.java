package io.tandem.tenant;

import java.time.Duration;

/**
 * An extension as an administrator wants it.
 *
 * @param password of its phones, in clear, or {@code null} to keep the stored one
 * @param ringTime {@code null} for the tenant's setting
 */
public record ExtensionWish(
    String displayName, boolean enabled, String password, Duration ringTime) {

  /** What {@code extension} is now, to change single fields of. */
  public static ExtensionWish of(ExtensionConfiguration extension) {
    return new ExtensionWish(
        extension.displayName(), extension.enabled(), null, extension.ringTime());
  }

  @Override
  public String toString() {
    return "ExtensionWish[" + displayName + "]";
  }
}
