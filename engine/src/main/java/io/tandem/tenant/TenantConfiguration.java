package io.tandem.tenant;

import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * Everything that is configured for a tenant, at one version. Immutable; the maps are sorted and
 * share their structure, so that changing one of 50,000 extensions copies a few nodes of a tree.
 *
 * @param version grows by one with each change
 */
public record TenantConfiguration(
    TenantId id,
    long version,
    TenantProfile profile,
    PSortedMap<Extension, ExtensionConfiguration> extensions,
    PSortedMap<String, UserConfiguration> users) {

  /** A tenant without extensions and users, at its profile's version. */
  public static TenantConfiguration of(TenantId id, TenantProfile profile) {
    return new TenantConfiguration(
        id, profile.version(), profile, TreePMap.empty(), TreePMap.empty());
  }

  /** The extension with {@code number}, or {@code null}. */
  public ExtensionConfiguration extension(Extension number) {
    return extensions.get(number);
  }

  /** The user with {@code username}, or {@code null}. */
  public UserConfiguration user(String username) {
    return users.get(username);
  }

  /** This configuration with {@code extension} added or replaced. */
  public TenantConfiguration with(ExtensionConfiguration extension) {
    return new TenantConfiguration(
        id, version, profile, extensions.plus(extension.number(), extension), users);
  }

  /** This configuration with {@code user} added or replaced. */
  public TenantConfiguration with(UserConfiguration user) {
    return new TenantConfiguration(
        id, version, profile, extensions, users.plus(user.username(), user));
  }

  /** This configuration with another profile. */
  public TenantConfiguration with(TenantProfile newProfile) {
    return new TenantConfiguration(id, version, newProfile, extensions, users);
  }

  TenantConfiguration without(Extension number) {
    return new TenantConfiguration(id, version, profile, extensions.minus(number), users);
  }

  TenantConfiguration withoutUser(String username) {
    return new TenantConfiguration(id, version, profile, extensions, users.minus(username));
  }

  TenantConfiguration atVersion(long newVersion) {
    return new TenantConfiguration(id, newVersion, profile, extensions, users);
  }

  @Override
  public String toString() {
    return "TenantConfiguration[" + id + ", version " + version + "]";
  }
}
