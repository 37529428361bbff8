package io.tandem.api.v1;

import io.tandem.tenant.Limits;
import io.tandem.tenant.TenantSettings;
import io.tandem.tenant.TenantStatus;
import io.tandem.tenant.TenantWish;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What is written to tenants. An absent or null field keeps its value, or takes its default. */
final class TenantRequests {
  private TenantRequests() {}

  /** A tenant with its first administrator. */
  record NewTenant(
      String domain,
      String displayName,
      NewAdministrator administrator,
      LimitsChange limits,
      SettingsChange settings) {}

  /** Who may administer it from the first day. */
  record NewAdministrator(String username, String password) {
    @Override
    public String toString() {
      return "NewAdministrator[" + username + "]";
    }
  }

  /** A change of a tenant by the system's administrator. */
  record TenantChange(
      String displayName,
      TenantStatus status,
      Instant expiresAt,
      LimitsChange limits,
      SettingsChange settings) {

    TenantWish applyTo(TenantWish now) {
      return new TenantWish(
          or(displayName, now.displayName()),
          or(status, now.status()),
          limits == null ? now.limits() : limits.applyTo(now.limits()),
          settings == null ? now.settings() : settings.applyTo(now.settings()),
          or(expiresAt, now.expiresAt()));
    }
  }

  /** A change of limits; −1 is unlimited, 0 forbids. */
  record LimitsChange(
      Integer extensions,
      Integer registrationsPerExtension,
      Integer concurrentCalls,
      Integer callsPerSecond) {

    Limits applyTo(Limits now) {
      return new Limits(
          or(extensions, now.extensions()),
          or(registrationsPerExtension, now.registrationsPerExtension()),
          or(concurrentCalls, now.concurrentCalls()),
          or(callsPerSecond, now.callsPerSecond()));
    }
  }

  /** A change of settings. */
  record SettingsChange(
      List<String> digestAlgorithms,
      Duration ringTime,
      ExpiryChange registrationExpiry,
      String timeZone,
      Duration cdrRetention,
      Duration auditRetention) {

    TenantSettings applyTo(TenantSettings now) {
      return new TenantSettings(
          or(digestAlgorithms, now.digestAlgorithms()),
          or(ringTime, now.ringTime()),
          registrationExpiry == null
              ? now.registrationExpiry()
              : registrationExpiry.applyTo(now.registrationExpiry()),
          or(timeZone, now.timeZone()),
          or(cdrRetention, now.cdrRetention()),
          or(auditRetention, now.auditRetention()));
    }
  }

  /** A change of the bounds of a registration's life. */
  record ExpiryChange(Duration minimum, Duration maximum, Duration standard) {
    TenantSettings.RegistrationExpiry applyTo(TenantSettings.RegistrationExpiry now) {
      return new TenantSettings.RegistrationExpiry(
          or(minimum, now.minimum()), or(maximum, now.maximum()), or(standard, now.standard()));
    }
  }

  /** {@code value}, or {@code otherwise} when it was not given. */
  static <T> T or(T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
