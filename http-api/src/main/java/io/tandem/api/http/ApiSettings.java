package io.tandem.api.http;

import io.tandem.settings.SettingsReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * How the API listens and what it takes.
 *
 * @param bind where it listens; port 0 lets the system choose
 * @param maxBody the largest body in bytes
 * @param bodyTimeout how long a body may take to arrive
 * @param tokenLifetime how long an access token is good for
 * @param trustedProxies whose X-Forwarded-For is believed
 * @param guessTable names and addresses watched for guessing at passwords
 */
public record ApiSettings(
    InetSocketAddress bind,
    int maxBody,
    Duration bodyTimeout,
    Duration tokenLifetime,
    Set<InetAddress> trustedProxies,
    int guessTable) {

  /** Copies the set. */
  public ApiSettings {
    trustedProxies = Set.copyOf(trustedProxies);
  }

  /** Reads the section {@code tandem.http}. */
  public static ApiSettings read(SettingsReader reader) {
    return new ApiSettings(
        reader.address("bind"),
        reader.bytes("max-body", 1024, 64 << 20),
        reader.duration("body-timeout", Duration.ofMillis(100), Duration.ofMinutes(1)),
        reader.duration("token-lifetime", Duration.ofMinutes(1), Duration.ofDays(1)),
        trustedProxies(reader),
        reader.integer("guess-table", 1, 10_000_000));
  }

  private static Set<InetAddress> trustedProxies(SettingsReader reader) {
    var proxies = new HashSet<InetAddress>();
    for (String text : reader.texts("trusted-proxies")) {
      InetAddress address = ClientAddress.literal(text);
      if (address == null) {
        throw reader.wrong("trusted-proxies", "IP addresses, for instance [\"192.0.2.1\"]");
      }
      proxies.add(address);
    }
    return proxies;
  }
}
