package io.tandem.call.flow;

import io.netty.util.NetUtil;
import io.tandem.call.leg.Dialog;
import io.tandem.call.leg.SipLeg;
import io.tandem.sip.message.SipSyntaxException;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;

/** How a leg follows its phone to another flow: another network, another port of a NAT. */
final class Following {
  private static final int DEFAULT_PORT = 5060;

  private Following() {}

  /**
   * The leg after a request in {@code dialog} that is in order and came by {@code from}. Behind a
   * route set there is a proxy, whose way is the route set.
   */
  static SipLeg heard(SipLeg leg, Dialog dialog, Flow from) {
    boolean moved = !leg.flow().equals(from) && dialog.routeSet().isEmpty();
    return moved && !isAtContact(leg.flow(), dialog.remoteTarget(), from)
        ? leg.withFlow(from)
        : leg;
  }

  /**
   * A phone without NAT that sends from one port and listens on another, its Contact's, is still
   * reached there.
   */
  private static boolean isAtContact(Flow known, String contact, Flow from) {
    if (known.transport() != Transport.UDP || from.transport() != Transport.UDP) {
      return false;
    }
    try {
      var uri = SipUri.parse(contact);
      var host = NetUtil.createInetAddressFromIpAddressString(uri.host());
      int port = uri.port() < 0 ? DEFAULT_PORT : uri.port();
      return from.remote().getAddress().equals(host)
          && known.remote().getAddress().equals(host)
          && known.remote().getPort() == port;
    } catch (SipSyntaxException e) {
      return false;
    }
  }
}
