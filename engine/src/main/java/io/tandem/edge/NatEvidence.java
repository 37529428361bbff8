package io.tandem.edge;

import io.netty.util.NetUtil;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.message.Via;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Whether a phone is behind a NAT, by what it says of itself and what its packets say (RFC 3581):
 * the sent-by of its Via against the source of the request, and, where the Via tells nothing, its
 * Contact against the source. Of a request that came by proxies each Via counts: the lower ones
 * against what the next proxy has noted as their source. And a private Contact from a public
 * address leads nowhere, however it came. Pure.
 */
final class NatEvidence {
  private static final int DEFAULT_PORT = 5060;

  private NatEvidence() {}

  /**
   * Whether nothing speaks against reaching {@code contact} directly.
   *
   * @param at the address in {@code contact}, {@code null} for a name
   */
  static boolean isDirect(SipRequest request, SipUri contact, InetAddress at, Flow flow) {
    var source = flow.remote();
    if (at != null && isPrivate(at) && !isPrivate(source.getAddress())) {
      return false;
    }
    boolean udp = flow.transport() == Transport.UDP;
    if (isTranslated(request.topVia(), contact, at, source, udp)) {
      return false;
    }
    if (request.viaCount() < 2) {
      return true;
    }
    return request.headers("Via").stream()
        .skip(1)
        .map(Via::parse)
        .noneMatch(via -> isTranslated(via, contact, at));
  }

  /** A lower Via, by the source that the proxy above it has noted; without one it tells nothing. */
  private static boolean isTranslated(Via via, SipUri contact, InetAddress at) {
    var received = via.received() == null ? null : addressOf(via.received());
    if (received == null) {
      return false;
    }
    int port = via.rport() < 0 ? portOf(via) : via.rport();
    boolean udp = via.transport().equalsIgnoreCase("UDP");
    return isTranslated(via, contact, at, new InetSocketAddress(received, port), udp);
  }

  private static boolean isTranslated(
      Via via, SipUri contact, InetAddress at, InetSocketAddress source, boolean udp) {
    var sentBy = via.host().equals(contact.host()) ? at : addressOf(via.host());
    if (sentBy == null) {
      return !isAtSource(contact, at, source, udp);
    }
    return !sentBy.equals(source.getAddress()) || udp && hasOtherPort(via, source);
  }

  /**
   * A phone that asks for answers to its source (rport) listens there, so another port is a NAT's;
   * one that does not may send from a port of its own. A TCP connection's port says nothing.
   */
  private static boolean hasOtherPort(Via via, InetSocketAddress source) {
    return via.parameter("rport") != null && portOf(via) != source.getPort();
  }

  private static int portOf(Via via) {
    return via.port() < 0 ? DEFAULT_PORT : via.port();
  }

  private static boolean isAtSource(
      SipUri contact, InetAddress at, InetSocketAddress source, boolean udp) {
    int port = contact.port() < 0 ? DEFAULT_PORT : contact.port();
    return source.getAddress().equals(at) && (!udp || port == source.getPort());
  }

  /** {@code null} for a name. */
  private static InetAddress addressOf(String host) {
    return NetUtil.createInetAddressFromIpAddressString(host);
  }

  /** RFC 1918, RFC 6598, RFC 3927, RFC 4193, loopback and link-local. */
  private static boolean isPrivate(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean shared =
        address instanceof Inet4Address && bytes[0] == 100 && (bytes[1] & 0xc0) == 0x40;
    boolean uniqueLocal = !(address instanceof Inet4Address) && (bytes[0] & 0xfe) == 0xfc;
    return shared
        || uniqueLocal
        || address.isSiteLocalAddress()
        || address.isLinkLocalAddress()
        || address.isLoopbackAddress();
  }
}
