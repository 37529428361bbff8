package io.tandem.tenant;

import io.tandem.id.Extension;
import java.time.Duration;

/**
 * One extension.
 *
 * @param displayName shown to those it calls; may be empty
 * @param enabled a disabled extension neither registers, nor calls, nor is called
 * @param secret what its phones authenticate with
 * @param ringTime how long it rings, or {@code null} for the tenant's setting
 * @param version the tenant's version at which this object last changed; its ETag
 * @param unknown stored fields of a newer version of the software
 */
public record ExtensionConfiguration(
    Extension number,
    String displayName,
    boolean enabled,
    DigestSecret secret,
    Duration ringTime,
    long version,
    UnknownFields unknown) {

  /** An enabled extension with the tenant's defaults, at version 1. */
  public static ExtensionConfiguration of(
      Extension number, String displayName, DigestSecret secret) {
    return new ExtensionConfiguration(
        number, displayName, true, secret, null, 1, UnknownFields.NONE);
  }

  ExtensionConfiguration withUnknown(UnknownFields fields) {
    return new ExtensionConfiguration(
        number, displayName, enabled, secret, ringTime, version, fields);
  }

  ExtensionConfiguration withVersion(long newVersion) {
    return new ExtensionConfiguration(
        number, displayName, enabled, secret, ringTime, newVersion, unknown);
  }
}
