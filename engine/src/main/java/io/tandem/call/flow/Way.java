package io.tandem.call.flow;

import io.netty.util.NetUtil;
import io.tandem.registrar.Binding;
import io.tandem.sip.message.SipSyntaxException;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The flow that an INVITE to a phone takes. As a rule it is the one that its REGISTER came by,
 * which is the only way to a phone behind NAT, on a connection, or behind a proxy. A phone that is
 * reached directly over UDP may listen elsewhere than it sends from: it is called at its Contact,
 * as RFC 3261 has it, where that is an address. For a name RFC 3263 would be needed, which is not
 * there.
 */
final class Way {
  private static final int DEFAULT_PORT = 5060;

  private Way() {}

  static Flow to(Binding binding) {
    var flow = binding.flow();
    boolean only = flow.transport() != Transport.UDP || binding.regId() > 0;
    if (only || !binding.direct() || !binding.path().isEmpty()) {
      return flow;
    }
    var contact = addressOf(binding.contact());
    boolean fits =
        contact != null
            && contact.getAddress().getClass() == flow.remote().getAddress().getClass()
            && !contact.equals(flow.remote());
    return fits ? new Flow(flow.node(), flow.listener(), Transport.UDP, contact, 0) : flow;
  }

  /** Where a Contact leads over UDP; {@code null} if it does not, or is a name. */
  private static InetSocketAddress addressOf(String contact) {
    try {
      var uri = SipUri.parse(contact);
      String transport = uri.parameter("transport");
      boolean udp = transport == null || transport.equalsIgnoreCase("udp");
      InetAddress host = NetUtil.createInetAddressFromIpAddressString(uri.host());
      if (host == null || !udp || uri.scheme().equals("sips") || uri.parameter("maddr") != null) {
        return null;
      }
      return new InetSocketAddress(host, uri.port() < 0 ? DEFAULT_PORT : uri.port());
    } catch (SipSyntaxException e) {
      return null;
    }
  }
}
