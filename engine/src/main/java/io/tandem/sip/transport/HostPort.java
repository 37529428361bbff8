package io.tandem.sip.transport;

/**
 * A host and a port, as they stand in Via, Contact and URIs.
 *
 * @param host name or address literal; IPv6 without brackets
 * @param port 0 to 65535; what 0 means says whoever uses it
 */
public record HostPort(String host, int port) {
  /**
   * @throws IllegalArgumentException when the host is missing or the port out of range
   */
  public HostPort {
    if (host == null || host.isBlank()) {
      throw new IllegalArgumentException("a host is missing");
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port of " + host + " is not within 0 to 65535: " + port);
    }
  }

  /** As in a URI: IPv6 literals in brackets. */
  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
