package io.tandem.edge;

import io.netty.util.NetUtil;
import io.tandem.call.leg.OutgoingRequest;
import io.tandem.sip.message.NameAddress;
import io.tandem.sip.message.SipSyntaxException;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transaction.SipStack;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The way of a request whose connection is yet to be opened, and of one inside a dialog whose
 * connection is gone: a new one to where the peer said that it listens, its Contact or the proxy
 * before it. Only to the address that the old one led to; what a phone behind a NAT calls itself
 * leads to somebody else, and a peer must not make us open connections to whomever it likes.
 */
final class Reconnection {
  private static final int DEFAULT_PORT = 5060;

  private Reconnection() {}

  /** The flow to send {@code request} on. */
  static Flow flowOf(OutgoingRequest request, SipStack stack) {
    var flow = request.flow();
    if (flow.transport() == Transport.TCP && flow.connection() == Flow.NO_CONNECTION) {
      return stack.flowTo(Transport.TCP, flow.remote());
    }
    if (request.toTag() == null || stack.isOpen(flow)) {
      return flow;
    }
    var hop = nextHop(request);
    var address = flow.remote().getAddress();
    return hop != null && isAt(hop, address)
        ? stack.flowTo(flow.transport(), new InetSocketAddress(address, port(hop)))
        : flow;
  }

  private static SipUri nextHop(OutgoingRequest request) {
    try {
      return request.routes().isEmpty()
          ? SipUri.parse(request.requestUri())
          : NameAddress.parse(request.routes().get(0)).sipUri();
    } catch (SipSyntaxException e) {
      return null;
    }
  }

  private static boolean isAt(SipUri hop, InetAddress address) {
    return address.equals(NetUtil.createInetAddressFromIpAddressString(hop.host()));
  }

  private static int port(SipUri hop) {
    return hop.port() < 0 ? DEFAULT_PORT : hop.port();
  }
}
