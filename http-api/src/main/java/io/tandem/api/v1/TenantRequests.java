package io.tandem.api.v1;

import static io.tandem.api.v1.Fields.or;
import static io.tandem.api.v1.Fields.orCleared;

import io.tandem.api.http.Required;
import io.tandem.id.Domain;
import io.tandem.tenant.Limits;
import io.tandem.tenant.TenantProfile;
import io.tandem.tenant.TenantSettings;
import io.tandem.tenant.TenantStatus;
import io.tandem.tenant.TenantWish;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is written to tenants. An absent field keeps its value, or takes its default; null clears
 * those that may be without a value, and counts as absent elsewhere.
 */
final class TenantRequests {
  private TenantRequests() {}

  /** A tenant with its first administrator. */
  record NewTenant(
      @Required String domain,
      String displayName,
      @Required NewAdministrator administrator,
      Instant expiresAt,
      LimitsChange limits,
      SettingsChange settings) {

    TenantWish wish(Domain name) {
      var blank = TenantWish.of(TenantProfile.of(name, name.value()));
      return new TenantChange(displayName, null, Optional.ofNullable(expiresAt), limits, settings)
          .applyTo(blank);
    }
  }

  /**
   * Who may administer it from the first day. One of password, its Argon2id hash and an invitation
   * is needed.
   */
  record NewAdministrator(
      @Required String username,
      String password,
      String passwordHash,
      Secrets.InvitationWish invitation) {
    Secrets.Wish secret() {
      return new Secrets.Wish(password, passwordHash, invitation);
    }

    @Override
    public String toString() {
      return "NewAdministrator[" + username + "]";
    }
  }

  /** A change of a tenant by the system's administrator. */
  record TenantChange(
      String displayName,
      TenantStatus status,
      Optional<Instant> expiresAt,
      LimitsChange limits,
      SettingsChange settings) {

    TenantWish applyTo(TenantWish now) {
      return new TenantWish(
          or(displayName, now.displayName()),
          or(status, now.status()),
          limits == null ? now.limits() : limits.applyTo(now.limits()),
          settings == null ? now.settings() : settings.applyTo(now.settings()),
          orCleared(expiresAt, now.expiresAt()));
    }
  }

  /** A change of limits; −1 is unlimited, 0 forbids. */
  record LimitsChange(
      Integer extensions,
      Integer registrationsPerExtension,
      Integer concurrentCalls,
      Integer callsPerSecond,
      Integer registersPerSecond,
      Duration callDuration,
      Duration cdrRetentionMinimum,
      Duration registrationExpiryMinimum,
      Duration registrationExpiryMaximum) {

    Limits applyTo(Limits now) {
      return new Limits(
          or(extensions, now.extensions()),
          or(registrationsPerExtension, now.registrationsPerExtension()),
          or(concurrentCalls, now.concurrentCalls()),
          or(callsPerSecond, now.callsPerSecond()),
          or(registersPerSecond, now.registersPerSecond()),
          or(callDuration, now.callDuration()),
          or(cdrRetentionMinimum, now.cdrRetentionMinimum()),
          or(registrationExpiryMinimum, now.registrationExpiryMinimum()),
          or(registrationExpiryMaximum, now.registrationExpiryMaximum()));
    }
  }

  /** A change of settings. */
  record SettingsChange(
      List<String> digestAlgorithms,
      Duration ringTime,
      ExpiryChange registrationExpiry,
      Optional<String> timeZone,
      Duration cdrRetention,
      Boolean callsFromRegisteredNetworks) {

    TenantWish applyTo(TenantWish now) {
      return new TenantWish(
          now.displayName(), now.status(), now.limits(), applyTo(now.settings()), now.expiresAt());
    }

    TenantSettings applyTo(TenantSettings now) {
      return new TenantSettings(
          or(digestAlgorithms, now.digestAlgorithms()),
          or(ringTime, now.ringTime()),
          registrationExpiry == null
              ? now.registrationExpiry()
              : registrationExpiry.applyTo(now.registrationExpiry()),
          orCleared(timeZone, now.timeZone()),
          or(cdrRetention, now.cdrRetention()),
          or(callsFromRegisteredNetworks, now.callsFromRegisteredNetworks()));
    }
  }

  /** A change of the bounds of a registration's life. */
  record ExpiryChange(Duration minimum, Duration maximum, Duration standard) {
    TenantSettings.RegistrationExpiry applyTo(TenantSettings.RegistrationExpiry now) {
      return new TenantSettings.RegistrationExpiry(
          or(minimum, now.minimum()), or(maximum, now.maximum()), or(standard, now.standard()));
    }
  }
}
