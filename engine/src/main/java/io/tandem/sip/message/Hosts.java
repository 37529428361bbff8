package io.tandem.sip.message;

import java.net.InetAddress;
import java.util.Locale;

/** The {@code host [":" port]} of URIs and of Via (RFC 3261 §25.1). */
final class Hosts {
  private Hosts() {}

  /**
   * Checks a host as our records carry it.
   *
   * @param host a name or address; IPv6 with or without brackets
   * @return in lower case, without brackets
   */
  static String requireHost(String host) {
    String bare = withoutBrackets(host);
    boolean ipv6 = bare.indexOf(':') >= 0;
    if (bare.isEmpty() || isBracketed(host) && !ipv6) {
      throw new SipSyntaxException("bad host");
    }
    for (int i = 0; i < bare.length(); i++) {
      char c = bare.charAt(i);
      boolean allowed = ipv6 ? Character.digit(c, 16) >= 0 && c < 128 || c == ':' : isNameChar(c);
      if (!allowed && c != '.') {
        throw new SipSyntaxException("bad host");
      }
    }
    return bare.toLowerCase(Locale.ROOT);
  }

  /** The host without the brackets of an IPv6 reference, if it has them. */
  static String withoutBrackets(String host) {
    return isBracketed(host) ? host.substring(1, host.length() - 1) : host;
  }

  /** Reads a host as it is written: IPv6 only in brackets. */
  static String parseHost(String written) {
    if (!isBracketed(written) && written.indexOf(':') >= 0) {
      throw new SipSyntaxException("bad host");
    }
    return requireHost(written);
  }

  /** Where the colon before the port stands in {@code text[start, end)}, or -1. */
  static int portColon(String text, int start, int end) {
    int from = start;
    if (start < end && text.charAt(start) == '[') {
      from = Math.max(start, text.indexOf(']', start));
    }
    int colon = text.indexOf(':', from);
    return colon < 0 || colon >= end ? -1 : colon;
  }

  /** Reads a port, 1 to 65535. */
  static int parsePort(String text, int start, int end) {
    int port = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9' || port > 65_535) {
        throw new SipSyntaxException("bad port");
      }
      port = port * 10 + c - '0';
    }
    if (port == 0 || port > 65_535) {
      throw new SipSyntaxException("bad port");
    }
    return port;
  }

  /** Appends {@code host:port}, with brackets around IPv6, without port when that is -1. */
  static void append(StringBuilder out, String host, int port) {
    if (host.indexOf(':') >= 0) {
      out.append('[').append(host).append(']');
    } else {
      out.append(host);
    }
    if (port >= 0) {
      out.append(':').append(port);
    }
  }

  /** An address as Via's {@code received} shows it: IPv6 without brackets and zone. */
  static String literal(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }

  private static boolean isBracketed(String host) {
    return host.length() > 2 && host.charAt(0) == '[' && host.charAt(host.length() - 1) == ']';
  }

  private static boolean isNameChar(char c) {
    // The underscore is no host name's, but container and LAN names carry it.
    return c >= '0' && c <= '9'
        || c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c == '-'
        || c == '_';
  }
}
