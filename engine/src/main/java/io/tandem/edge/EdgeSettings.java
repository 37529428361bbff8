package io.tandem.edge;

import io.tandem.settings.SettingsReader;
import java.time.Duration;

/**
 * How the edge works.
 *
 * @param software the product's name in Server and User-Agent
 * @param maxOutstandingPerTenant requests of one tenant, of senders who have proved who they are,
 *     that may wait at the door at a time; more are answered 503
 * @param guessesPerUser wrong passwords for one user from one address, or network of IPv6
 * @param guessesPerNetwork the same for all users without a registration from there
 * @param guessTable how many of each are watched at a time; the longest quiet one is forgotten
 * @param nonceLifetime how long a nonce is good for; then phones are challenged again with
 *     stale=true
 * @param liveRegistrations of how many extensions the node remembers from where they are
 *     registered; of others it asks the registrar
 * @param keepAlive how the ways to phones are kept open
 */
public record EdgeSettings(
    String software,
    int maxOutstandingPerTenant,
    GuessAllowance guessesPerUser,
    GuessAllowance guessesPerNetwork,
    int guessTable,
    Duration nonceLifetime,
    int liveRegistrations,
    KeepAliveSettings keepAlive) {

  /** What {@code reference.conf} says, for tests. */
  public static EdgeSettings defaults() {
    return new EdgeSettings(
        "Tandem",
        1_000,
        new GuessAllowance(20, Duration.ofSeconds(5)),
        new GuessAllowance(1_000, Duration.ofMillis(100)),
        100_000,
        Duration.ofMinutes(5),
        100_000,
        KeepAliveSettings.defaults());
  }

  /** Reads the section {@code tandem.edge}. */
  public static EdgeSettings read(SettingsReader reader) {
    return new EdgeSettings(
        reader.text("software"),
        reader.integer("max-outstanding-per-tenant", 1, 1_000_000),
        guesses(reader, "guess"),
        guesses(reader, "network-guess"),
        reader.integer("guess-table", 1, 10_000_000),
        reader.duration("nonce-lifetime", Duration.ofSeconds(1), Duration.ofDays(1)),
        reader.integer("live-registrations", 1, 10_000_000),
        KeepAliveSettings.read(reader.section("keep-alive")));
  }

  private static GuessAllowance guesses(SettingsReader reader, String name) {
    return new GuessAllowance(
        reader.integer(name + "-burst", 1, 1_000_000),
        reader.duration(name + "-interval", Duration.ofMillis(1), Duration.ofHours(1)));
  }
}
