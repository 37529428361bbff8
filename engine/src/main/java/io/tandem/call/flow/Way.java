package io.tandem.call.flow;

import io.netty.util.NetUtil;
import io.tandem.call.leg.IncomingRequest;
import io.tandem.registrar.Binding;
import io.tandem.registrar.Reachability;
import io.tandem.sip.message.SipSyntaxException;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The flow that a request to a phone takes. As a rule it is the one that its REGISTER, or its last
 * request in the dialog, came by, which is the only way to a phone behind NAT, on a connection, or
 * behind a proxy. A phone that is reached directly over UDP may listen elsewhere than it sends
 * from: it is reached at its Contact, as RFC 3261 has it, where that is an address. For a name RFC
 * 3263 would be needed, which is not there. One whose connection is known to be closed is called by
 * a new one to its Contact (§18.1.1), where that is at the address that the old one led to: nobody
 * makes us open connections to whomever he likes.
 */
final class Way {
  private static final int DEFAULT_PORT = 5060;

  private Way() {}

  static Flow to(Binding binding) {
    var flow = binding.flow();
    boolean open =
        flow.transport() != Transport.UDP && binding.pulse().state() != Reachability.CLOSED;
    if (open || binding.regId() > 0 || !binding.direct() || !binding.path().isEmpty()) {
      return flow;
    }
    if (flow.transport() == Transport.TCP) {
      var contact = addressOf(binding.contact(), Transport.TCP);
      return contact != null && contact.getAddress().equals(flow.remote().getAddress())
          ? new Flow(flow.node(), flow.listener(), Transport.TCP, contact, Flow.NO_CONNECTION)
          : flow;
    }
    return atContact(flow, binding.contact());
  }

  /**
   * The way to the Contact of {@code request}, for our requests in its dialog: where it is at the
   * source's address, as of a phone that sends from another port than it listens on. Who calls
   * names no third one.
   *
   * @return {@code null} where the Contact says nothing of the way: it then stays what it was
   */
  static Flow toContact(IncomingRequest request) {
    var flow = request.flow();
    if (!request.direct() || flow.transport() != Transport.UDP) {
      return null;
    }
    var way = atContact(flow, request.contactUri());
    return way.remote().getAddress().equals(flow.remote().getAddress()) ? way : null;
  }

  private static Flow atContact(Flow flow, String uri) {
    var contact = addressOf(uri, Transport.UDP);
    boolean fits =
        contact != null
            && contact.getAddress().getClass() == flow.remote().getAddress().getClass()
            && !contact.equals(flow.remote());
    return fits
        ? new Flow(flow.node(), flow.listener(), Transport.UDP, contact, Flow.NO_CONNECTION)
        : flow;
  }

  /** Where a Contact leads over {@code by}; {@code null} if it does not, or is a name. */
  static InetSocketAddress addressOf(String contact, Transport by) {
    try {
      var uri = SipUri.parse(contact);
      String transport = uri.parameter("transport");
      boolean other = transport != null && !transport.equalsIgnoreCase(by.name());
      InetAddress host = NetUtil.createInetAddressFromIpAddressString(uri.host());
      if (host == null || other || uri.scheme().equals("sips") || uri.parameter("maddr") != null) {
        return null;
      }
      return new InetSocketAddress(host, uri.port() < 0 ? DEFAULT_PORT : uri.port());
    } catch (SipSyntaxException e) {
      return null;
    }
  }
}
