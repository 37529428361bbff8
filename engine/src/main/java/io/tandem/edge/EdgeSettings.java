package io.tandem.edge;

import io.tandem.settings.SettingsReader;
import java.time.Duration;

/**
 * How the edge works.
 *
 * @param software the product's name in Server and User-Agent
 * @param maxOutstandingPerTenant requests of one tenant, of senders who have proved who they are,
 *     that may wait at the door at a time; more are answered 503
 * @param guessBurst wrong passwords that one address, or network of IPv6, may try at once
 * @param guessInterval the time in which it may try one more
 * @param guessTable how many of them are watched at a time; the longest quiet one is forgotten
 * @param nonceLifetime how long a nonce is good for; then phones are challenged again with
 *     stale=true
 * @param keepAlive how the ways to phones are kept open
 */
public record EdgeSettings(
    String software,
    int maxOutstandingPerTenant,
    int guessBurst,
    Duration guessInterval,
    int guessTable,
    Duration nonceLifetime,
    KeepAliveSettings keepAlive) {

  /** What {@code reference.conf} says, for tests. */
  public static EdgeSettings defaults() {
    return new EdgeSettings(
        "Tandem",
        1_000,
        50,
        Duration.ofSeconds(1),
        100_000,
        Duration.ofMinutes(5),
        KeepAliveSettings.defaults());
  }

  /** Reads the section {@code tandem.edge}. */
  public static EdgeSettings read(SettingsReader reader) {
    return new EdgeSettings(
        reader.text("software"),
        reader.integer("max-outstanding-per-tenant", 1, 1_000_000),
        reader.integer("guess-burst", 1, 1_000_000),
        reader.duration("guess-interval", Duration.ofMillis(1), Duration.ofHours(1)),
        reader.integer("guess-table", 1, 10_000_000),
        reader.duration("nonce-lifetime", Duration.ofSeconds(1), Duration.ofDays(1)),
        KeepAliveSettings.read(reader.section("keep-alive")));
  }
}
