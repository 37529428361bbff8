package io.tandem.api.http;

import io.tandem.settings.HostAndPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RemoteAddress;

/**
 * Finds out where a request came from: the connection's address, or, when that is a trusted
 * proxy's, the last address in X-Forwarded-For that is not.
 */
final class ClientAddress {
  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");

  /** What the platform takes for IPv6 or for nothing, and never for a name that it looks up. */
  private static final Pattern IPV6 =
      Pattern.compile("(?=[^%]*:)[0-9a-fA-F:][0-9a-fA-F:.]*(%[0-9a-zA-Z]+)?");

  private final Set<InetAddress> trustedProxies;

  ClientAddress(Set<InetAddress> trustedProxies) {
    this.trustedProxies = trustedProxies;
  }

  /** The address, {@code null} when unknown. */
  InetAddress of(HttpRequest request) {
    InetAddress remote =
        request
            .getAttribute(AttributeKeys.remoteAddress)
            .flatMap(RemoteAddress::getAddress)
            .orElse(null);
    return remote != null && trustedProxies.contains(remote) ? behind(remote, request) : remote;
  }

  private InetAddress behind(InetAddress proxy, HttpRequest request) {
    InetAddress remote = proxy;
    List<String> hops = hops(request);
    for (int i = hops.size() - 1; i >= 0 && trustedProxies.contains(remote); i--) {
      InetAddress hop = hop(hops.get(i).strip());
      if (hop == null) {
        return remote;
      }
      remote = hop;
    }
    return remote;
  }

  private static List<String> hops(HttpRequest request) {
    var hops = new ArrayList<String>();
    for (HttpHeader header : request.getHeaders()) {
      if (header.is("x-forwarded-for")) {
        hops.addAll(List.of(header.value().split(",")));
      }
    }
    return hops;
  }

  /** Some proxies add the port, or put IPv6 into brackets as a URL has it. */
  private static InetAddress hop(String text) {
    Optional<HostAndPort> withPort = HostAndPort.parse(text);
    if (withPort.isPresent()) {
      return literal(withPort.get().host());
    }
    boolean bracketed = text.startsWith("[") && text.endsWith("]");
    return literal(bracketed ? text.substring(1, text.length() - 1) : text);
  }

  /**
   * The address written as {@code text}; {@code null} when it is none. Never asks a name server.
   */
  static InetAddress literal(String text) {
    if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
      return null;
    }
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
