package io.tandem.edge;

import io.netty.util.NetUtil;
import io.tandem.net.Destinations;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.transport.Flow;
import java.net.InetAddress;

/** Which phones are reached at their Contact: nothing speaks of a NAT, and it may be sent there. */
final class DirectContacts {
  private final Destinations destinations;

  DirectContacts(Destinations destinations) {
    this.destinations = destinations;
  }

  /** Whether nothing speaks against reaching the sender of {@code request} at {@code contact}. */
  boolean isDirect(SipRequest request, SipUri contact, Flow flow) {
    var address = NetUtil.createInetAddressFromIpAddressString(contact.host());
    return isAllowed(address) && NatEvidence.isDirect(request, contact, address, flow);
  }

  /** The same at the request's first Contact; without one nothing is known. */
  boolean isDirect(SipRequest request, Flow flow) {
    var contacts = request.contacts();
    var contact = contacts.isEmpty() ? null : contacts.get(0).sipUri();
    return contact != null && isDirect(request, contact, flow);
  }

  /** A Contact where nothing may be sent is none; what a name stands for, nobody asks yet. */
  private boolean isAllowed(InetAddress address) {
    return address == null || destinations.allow(address);
  }
}
