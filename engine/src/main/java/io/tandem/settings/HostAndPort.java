package io.tandem.settings;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A host name or address literal with a port, not resolved.
 *
 * @param host without brackets
 * @param port 0 to 65535
 */
public record HostAndPort(String host, int port) {
  private static final Pattern GRAMMAR = Pattern.compile("(?:\\[([^\\]]+)\\]|([^:]+)):(\\d{1,5})");

  /** Reads {@code host:port} or {@code [IPv6]:port}. */
  public static Optional<HostAndPort> parse(String text) {
    var match = GRAMMAR.matcher(text);
    if (!match.matches() || Integer.parseInt(match.group(3)) > 65_535) {
      return Optional.empty();
    }
    String host = match.group(1) != null ? match.group(1) : match.group(2);
    return Optional.of(new HostAndPort(host, Integer.parseInt(match.group(3))));
  }

  @Override
  public String toString() {
    return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
  }
}
