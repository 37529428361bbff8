package io.tandem.tenant;

import io.tandem.id.Text;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/** What a wish must look like; each method lists everything that is wrong with it. */
final class TenantValidation {
  private static final int DISPLAY_NAME_LENGTH = 100;
  private static final int PASSWORD_MIN_LENGTH = 8;
  private static final int PASSWORD_MAX_LENGTH = 128;
  private static final Pattern USERNAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration SHORTEST_EXPIRY = Duration.ofSeconds(10);
  private static final Duration LONGEST_RETENTION = Duration.ofDays(3650);
  private static final Duration LONGEST_CALL = Duration.ofDays(30);

  private final List<FieldError> errors = new ArrayList<>();

  private TenantValidation() {}

  /** What is wrong with a wish for a new tenant. */
  static List<FieldError> of(TenantWish wish) {
    return of(wish, TenantSettings.DEFAULT);
  }

  /**
   * What is wrong with a wish for a tenant whose settings are {@code now}. The operator's bounds
   * are held against settings that change only: those of before are bounded where they are used.
   */
  static List<FieldError> of(TenantWish wish, TenantSettings now) {
    var check = new TenantValidation();
    check.displayName(wish.displayName(), 1);
    check.present("status", wish.status());
    check.demand(
        wish.status() != TenantStatus.DELETING,
        "status",
        "DELETING is not set but comes of deleting the tenant");
    if (check.present("limits", wish.limits())) {
      check.limits(wish.limits());
    }
    if (check.present("settings", wish.settings())) {
      check.settings(wish.settings());
    }
    if (check.errors.isEmpty()) {
      check.operatorsBounds(wish.limits(), wish.settings(), now);
    }
    return check.errors;
  }

  static List<FieldError> of(ExtensionWish wish) {
    var check = new TenantValidation();
    check.displayName(wish.displayName(), 0);
    if (wish.password() != null) {
      int length = wish.password().length();
      check.demand(
          length >= PASSWORD_MIN_LENGTH && length <= PASSWORD_MAX_LENGTH,
          "password",
          "has " + length + " characters, needs 8 to 128");
      check.demand(Text.isWellFormed(wish.password()), "password", "has half of a surrogate pair");
    }
    if (wish.ringTime() != null) {
      check.between("ring_time", wish.ringTime(), SECOND, Duration.ofMinutes(10));
    }
    return check.errors;
  }

  static List<FieldError> of(String username, UserWish wish) {
    var check = new TenantValidation();
    check.demand(
        username != null && USERNAME.matcher(username).matches(),
        "username",
        "is '" + username + "', needs 1 to 64 of a-z 0-9 . _ - and begins with a letter or digit");
    check.displayName(wish.displayName(), 0);
    check.present("role", wish.role());
    return check.errors;
  }

  private void limits(Limits limits) {
    limit("limits.extensions", limits.extensions());
    limit("limits.registrations_per_extension", limits.registrationsPerExtension());
    limit("limits.concurrent_calls", limits.concurrentCalls());
    limit("limits.calls_per_second", limits.callsPerSecond());
    limit("limits.registers_per_second", limits.registersPerSecond());
    between("limits.call_duration", limits.callDuration(), SECOND, LONGEST_CALL);
    between("limits.cdr_retention_minimum", limits.cdrRetentionMinimum(), DAY, LONGEST_RETENTION);
    var shortest = limits.registrationExpiryMinimum();
    if (between("limits.registration_expiry_minimum", shortest, SHORTEST_EXPIRY, DAY)) {
      between(
          "limits.registration_expiry_maximum", limits.registrationExpiryMaximum(), shortest, DAY);
    }
  }

  private void operatorsBounds(Limits limits, TenantSettings wished, TenantSettings now) {
    if (!wished.cdrRetention().equals(now.cdrRetention())) {
      between(
          "settings.cdr_retention",
          wished.cdrRetention(),
          limits.cdrRetentionMinimum(),
          LONGEST_RETENTION);
    }
    var shortest = limits.registrationExpiryMinimum();
    var longest = limits.registrationExpiryMaximum();
    var expiry = wished.registrationExpiry();
    if (!expiry.minimum().equals(now.registrationExpiry().minimum())) {
      between("settings.registration_expiry.minimum", expiry.minimum(), shortest, longest);
    }
    if (!expiry.maximum().equals(now.registrationExpiry().maximum())) {
      between("settings.registration_expiry.maximum", expiry.maximum(), shortest, longest);
    }
  }

  private void limit(String field, int value) {
    demand(
        value >= Limits.UNLIMITED,
        field,
        "is " + value + ", needs -1 (unlimited), 0 (forbidden) or more");
  }

  private void settings(TenantSettings settings) {
    var algorithms = settings.digestAlgorithms();
    demand(
        !algorithms.isEmpty()
            && TenantSettings.DIGEST_ALGORITHMS.containsAll(algorithms)
            && new HashSet<>(algorithms).size() == algorithms.size(),
        "settings.digest_algorithms",
        "is " + algorithms + ", needs one or both of " + TenantSettings.DIGEST_ALGORITHMS);
    between("settings.ring_time", settings.ringTime(), SECOND, Duration.ofMinutes(10));
    if (present("settings.registration_expiry", settings.registrationExpiry())) {
      expiry(settings.registrationExpiry());
    }
    demand(
        settings.timeZone() == null || isTimeZone(settings.timeZone()),
        "settings.time_zone",
        "is '" + settings.timeZone() + "', needs an IANA name such as Europe/Paris");
    between("settings.cdr_retention", settings.cdrRetention(), DAY, LONGEST_RETENTION);
  }

  private void expiry(TenantSettings.RegistrationExpiry expiry) {
    String field = "settings.registration_expiry.";
    boolean bounds =
        between(field + "minimum", expiry.minimum(), SHORTEST_EXPIRY, DAY)
            & between(field + "maximum", expiry.maximum(), SHORTEST_EXPIRY, DAY);
    if (bounds && expiry.minimum().compareTo(expiry.maximum()) <= 0) {
      between(field + "standard", expiry.standard(), expiry.minimum(), expiry.maximum());
    } else if (bounds) {
      errors.add(
          new FieldError(
              field + "maximum",
              "is " + expiry.maximum() + ", shorter than the minimum " + expiry.minimum()));
    }
  }

  private static boolean isTimeZone(String name) {
    try {
      return ZoneId.getAvailableZoneIds().contains(ZoneId.of(name).getId());
    } catch (DateTimeException e) {
      return false;
    }
  }

  private void displayName(String name, int minimum) {
    if (present("display_name", name)) {
      boolean printable =
          name.chars().noneMatch(Character::isISOControl) && Text.isWellFormed(name);
      demand(
          name.strip().length() >= minimum && name.length() <= DISPLAY_NAME_LENGTH && printable,
          "display_name",
          "has "
              + name.length()
              + " characters, needs "
              + minimum
              + " to "
              + DISPLAY_NAME_LENGTH
              + " printable ones");
    }
  }

  private boolean between(String field, Duration value, Duration least, Duration most) {
    return present(field, value)
        && demand(
            value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
            field,
            "is " + value + ", needs " + least + " to " + most);
  }

  private boolean present(String field, Object value) {
    return demand(value != null, field, "is missing");
  }

  private boolean demand(boolean holds, String field, String message) {
    if (!holds) {
      errors.add(new FieldError(field, message));
    }
    return holds;
  }
}
