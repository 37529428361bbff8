package io.tandem.api.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
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
      InetAddress hop = literal(hops.get(i).strip());
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

  /**
   * The address written as {@code text}; {@code null} when it is none. Never asks a name server.
   */
  static InetAddress literal(String text) {
    // With a colon in it the platform takes it for IPv6 and nothing else.
    if (text.indexOf(':') < 0 && !IPV4.matcher(text).matches()) {
      return null;
    }
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
