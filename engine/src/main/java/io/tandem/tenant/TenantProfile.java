package io.tandem.tenant;

import io.tandem.id.Domain;
import io.tandem.tenant.TenantSettings.RegistrationExpiry;
import java.time.Duration;
import java.time.Instant;

/**
 * A tenant as its system administrator sees it.
 *
 * @param domain its SIP domain, unique in the installation and the realm of its phones' passwords;
 *     never changes
 * @param displayName the organisation's name
 * @param expiresAt when it stops being served, or {@code null} for never
 * @param version the tenant's version at which this object last changed; its ETag
 * @param unknown stored fields of a newer version of the software
 */
public record TenantProfile(
    Domain domain,
    String displayName,
    TenantStatus status,
    Limits limits,
    TenantSettings settings,
    Instant createdAt,
    Instant expiresAt,
    long version,
    UnknownFields unknown) {

  /** An active tenant with all defaults, at version 1. */
  public static TenantProfile of(Domain domain, String displayName) {
    return new TenantProfile(
        domain,
        displayName,
        TenantStatus.ACTIVE,
        Limits.DEFAULT,
        TenantSettings.DEFAULT,
        Instant.EPOCH,
        null,
        1,
        UnknownFields.NONE);
  }

  /** The status at {@code now}: a tenant past its expiry is {@link TenantStatus#EXPIRED}. */
  public TenantStatus statusAt(Instant now) {
    boolean over = expiresAt != null && !now.isBefore(expiresAt);
    return over && status.allowsCalls() ? TenantStatus.EXPIRED : status;
  }

  /** How long records are kept: as the tenant sets it, and no shorter than the operator wants. */
  public Duration cdrRetention() {
    return longer(settings.cdrRetention(), limits.cdrRetentionMinimum());
  }

  /** The bounds of a registration's life: the tenant's, within the operator's. */
  public RegistrationExpiry registrationExpiry() {
    var expiry = settings.registrationExpiry();
    return new RegistrationExpiry(
        bounded(expiry.minimum()), bounded(expiry.maximum()), bounded(expiry.standard()));
  }

  private Duration bounded(Duration expiry) {
    var atLeast = longer(expiry, limits.registrationExpiryMinimum());
    var most = limits.registrationExpiryMaximum();
    return atLeast.compareTo(most) > 0 ? most : atLeast;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** This profile in another status. */
  public TenantProfile withStatus(TenantStatus newStatus) {
    return new TenantProfile(
        domain, displayName, newStatus, limits, settings, createdAt, expiresAt, version, unknown);
  }

  /** This profile with other limits. */
  public TenantProfile withLimits(Limits newLimits) {
    return new TenantProfile(
        domain, displayName, status, newLimits, settings, createdAt, expiresAt, version, unknown);
  }

  /** This profile with other settings. */
  public TenantProfile withSettings(TenantSettings newSettings) {
    return new TenantProfile(
        domain, displayName, status, limits, newSettings, createdAt, expiresAt, version, unknown);
  }

  TenantProfile withUnknown(UnknownFields fields) {
    return new TenantProfile(
        domain, displayName, status, limits, settings, createdAt, expiresAt, version, fields);
  }

  TenantProfile withVersion(long newVersion) {
    return new TenantProfile(
        domain, displayName, status, limits, settings, createdAt, expiresAt, newVersion, unknown);
  }
}
