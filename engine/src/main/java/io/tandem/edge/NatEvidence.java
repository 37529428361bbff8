package io.tandem.edge;

import io.netty.util.NetUtil;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.message.Via;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;
import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * Whether a phone is behind a NAT, by what it says of itself and what its packets say (RFC 3581):
 * the sent-by of its Via against the source of the request, and, where the Via tells nothing, its
 * Contact against the source. Of a request that came by a proxy only the proxy's Via counts: what
 * lies behind that is the proxy's business. Pure.
 */
final class NatEvidence {
  private static final int DEFAULT_PORT = 5060;

  private NatEvidence() {}

  /** Whether nothing speaks against reaching {@code contact} directly. */
  static boolean isDirect(SipRequest request, SipUri contact, Flow flow) {
    var via = request.topVia();
    var source = flow.remote().getAddress();
    var sentBy = NetUtil.createInetAddressFromIpAddressString(via.host());
    if (sentBy == null) {
      return isAtSource(contact, flow);
    }
    if (!sentBy.equals(source) || hasOtherPort(via, flow)) {
      return false;
    }
    var at = NetUtil.createInetAddressFromIpAddressString(contact.host());
    return request.viaCount() > 1 || at == null || !isPrivate(at) || isPrivate(source);
  }

  /**
   * A phone that asks for answers to its source (rport) listens there, so another port is a NAT's;
   * one that does not may send from a port of its own. A TCP connection's port says nothing.
   */
  private static boolean hasOtherPort(Via via, Flow flow) {
    int port = via.port() < 0 ? DEFAULT_PORT : via.port();
    return flow.transport() == Transport.UDP
        && via.parameter("rport") != null
        && port != flow.remote().getPort();
  }

  private static boolean isAtSource(SipUri contact, Flow flow) {
    var at = NetUtil.createInetAddressFromIpAddressString(contact.host());
    int port = contact.port() < 0 ? DEFAULT_PORT : contact.port();
    return flow.remote().getAddress().equals(at)
        && (flow.transport() == Transport.TCP || port == flow.remote().getPort());
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
