package io.tandem.sip.transport;

import java.time.Duration;

/**
 * How many connections there may be, and for how long.
 *
 * @param total of this node, accepted and opened; beyond it the oldest accepted one whose other end
 *     has proved nothing makes room for a new one of either kind, and without such a one the new
 *     one is closed at once, or not opened
 * @param perAddress accepted ones from one IP address; beyond it the same, among those
 * @param authenticationTimeout an accepted connection is closed when its other end has proved
 *     nothing for so long: no valid digest, no request in a dialog of ours, no answer to a request
 *     of ours
 * @param idleTimeout a connection on which nothing was received for so long is closed
 * @param connectTimeout how long opening one may take
 */
public record ConnectionLimits(
    int total,
    int perAddress,
    Duration authenticationTimeout,
    Duration idleTimeout,
    Duration connectTimeout) {
  /**
   * @throws IllegalArgumentException when a limit is not positive
   */
  public ConnectionLimits {
    Settings.requirePositive("max-connections", total);
    Settings.requirePositive("max-connections-per-address", perAddress);
    Settings.requirePositive("authentication-timeout", authenticationTimeout);
    Settings.requirePositive("idle-timeout", idleTimeout);
    Settings.requirePositive("connect-timeout", connectTimeout);
  }

  /**
   * 50,000 in total, 2,000 from one address (many phones behind one NAT), 30 s to prove something,
   * 65 min idle.
   */
  public static ConnectionLimits defaults() {
    return new ConnectionLimits(
        50_000, 2_000, Duration.ofSeconds(30), Duration.ofMinutes(65), Duration.ofSeconds(5));
  }
}
