package io.tandem.tenant;

import java.time.Duration;
import java.util.List;

/**
 * How a tenant's telephony behaves.
 *
 * @param digestAlgorithms algorithms offered to its phones, in order of preference, by the names of
 *     RFC 8760 §2: {@code MD5}, {@code SHA-256}
 * @param ringTime how long an extension rings before the call counts as not answered
 * @param registrationExpiry bounds and default of a registration's life
 * @param timeZone an IANA name, or {@code null} for UTC
 * @param cdrRetention how long call detail records are kept
 * @param callsFromRegisteredNetworks whether an extension's calls must come from a network from
 *     which it is registered
 */
public record TenantSettings(
    List<String> digestAlgorithms,
    Duration ringTime,
    RegistrationExpiry registrationExpiry,
    String timeZone,
    Duration cdrRetention,
    boolean callsFromRegisteredNetworks) {
  /** The algorithms that a tenant may choose. */
  public static final List<String> DIGEST_ALGORITHMS = List.of("MD5", "SHA-256");

  /** What a new tenant gets unless told otherwise. */
  public static final TenantSettings DEFAULT =
      new TenantSettings(
          List.of("MD5"),
          Duration.ofSeconds(30),
          RegistrationExpiry.DEFAULT,
          null,
          Duration.ofDays(365),
          true);

  /** Copies the list. */
  public TenantSettings {
    digestAlgorithms = List.copyOf(digestAlgorithms);
  }

  /**
   * A registration's life (RFC 3261 §10.3).
   *
   * @param minimum shorter wishes are answered 423
   * @param maximum longer wishes are cut to this
   * @param standard what a phone gets that wishes nothing
   */
  public record RegistrationExpiry(Duration minimum, Duration maximum, Duration standard) {
    /** 60 s to 1 h, 5 min by default. */
    public static final RegistrationExpiry DEFAULT =
        new RegistrationExpiry(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofMinutes(5));
  }
}
