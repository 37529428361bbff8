package io.tandem.tenant;

import io.tandem.settings.SettingsReader;
import java.time.Duration;

/**
 * How tenants are served; {@code reference.conf} describes each.
 *
 * @param leaseLife how long a node's lease counts without renewal
 * @param renewInterval how often a node renews its leases
 * @param collectPatience how long an entity that starts waits for the nodes' reports
 * @param admissionPatience how long a call waits for an entity that does not answer
 * @param changePatience how long an administrator's change waits for its entity
 * @param domainInterval how often the map of domains is compared with the database
 * @param retryInterval the wait before a failed read or write of an entity is tried again
 * @param idleTime after how long an entity that nobody needs leaves memory
 * @param maxCopies configurations a node holds at most
 * @param maxUnknownDomains names remembered as nobody's domain at most
 * @param unknownDomainLife how long a name is remembered as nobody's domain
 * @param maxWaitingChanges changes that may wait for one tenant's entity
 */
public record TenantNodeSettings(
    Duration leaseLife,
    Duration renewInterval,
    Duration collectPatience,
    Duration admissionPatience,
    Duration changePatience,
    Duration domainInterval,
    Duration retryInterval,
    Duration idleTime,
    int maxCopies,
    int maxUnknownDomains,
    Duration unknownDomainLife,
    int maxWaitingChanges) {
  private static final Duration MS = Duration.ofMillis(1);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);

  /** What {@code reference.conf} says, for tests. */
  public static TenantNodeSettings defaults() {
    return new TenantNodeSettings(
        Duration.ofSeconds(18),
        Duration.ofSeconds(5),
        Duration.ofMillis(1_500),
        Duration.ofSeconds(4),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        SECOND,
        Duration.ofMinutes(30),
        20_000,
        10_000,
        Duration.ofSeconds(30),
        200);
  }

  /** Reads the section {@code tandem.tenant}. */
  public static TenantNodeSettings read(SettingsReader reader) {
    return new TenantNodeSettings(
        reader.duration("lease-life", SECOND, HOUR),
        reader.duration("renew-interval", MS, HOUR),
        reader.duration("collect-patience", MS, Duration.ofMinutes(1)),
        reader.duration("admission-patience", MS, Duration.ofSeconds(30)),
        reader.duration("change-patience", MS, Duration.ofMinutes(1)),
        reader.duration("domain-interval", SECOND, HOUR),
        reader.duration("retry-interval", MS, HOUR),
        reader.duration("idle-time", SECOND, Duration.ofDays(1)),
        reader.integer("max-copies", 1, 10_000_000),
        reader.integer("max-unknown-domains", 1, 10_000_000),
        reader.duration("unknown-domain-life", MS, HOUR),
        reader.integer("max-waiting-changes", 1, 100_000));
  }
}
