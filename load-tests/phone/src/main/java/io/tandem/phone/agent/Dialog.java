package io.tandem.phone.agent;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import javax.sip.address.Address;
import javax.sip.address.URI;
import javax.sip.header.ContactHeader;
import javax.sip.header.RecordRouteHeader;
import javax.sip.header.RouteHeader;
import javax.sip.message.Message;
import javax.sip.message.Request;
import javax.sip.message.Response;

/**
 * The state of a dialog (RFC 3261 §12), or of what becomes one: a request without To tag has no
 * remote tag yet. Used on the phone's thread only.
 */
final class Dialog {
  private final Requests requests;
  private final String callId;
  private final Address local;
  private final String localTag;
  private final Address remote;
  private String remoteTag;
  private URI target;
  private List<RouteHeader> routes = List.of();
  private long cseq;

  private Dialog(
      Requests requests,
      String callId,
      Address local,
      String localTag,
      Address remote,
      URI target) {
    this.requests = requests;
    this.callId = callId;
    this.local = local;
    this.localTag = localTag;
    this.remote = remote;
    this.target = target;
  }

  /** For a request that we send out of any dialog. */
  static Dialog outgoing(Requests requests, Address local, Address remote, URI target) {
    return new Dialog(
        requests, Messages.token() + "@phone", local, Messages.token(), remote, target);
  }

  /** For an INVITE that we received; the route set keeps its order (§12.1.1). */
  static Dialog incoming(Requests requests, Request invite) {
    Dialog dialog =
        new Dialog(
            requests,
            Messages.callId(invite),
            Messages.to(invite).getAddress(),
            Messages.token(),
            Messages.from(invite).getAddress(),
            invite.getRequestURI());
    dialog.remoteTag = Messages.from(invite).getTag();
    dialog.routes = dialog.recordRoutes(invite);
    dialog.refresh(invite);
    return dialog;
  }

  /** Another dialog of the same INVITE, for a fork; its next CSeq follows the INVITE's. */
  Dialog fork(Response response) {
    Dialog other = new Dialog(requests, callId, local, localTag, remote, target);
    other.cseq = cseq;
    other.establish(response);
    return other;
  }

  /** Takes the remote tag, route set (reversed, §12.1.2) and target of a response. */
  void establish(Response response) {
    remoteTag = Messages.to(response).getTag();
    List<RouteHeader> reversed = recordRoutes(response);
    Collections.reverse(reversed);
    routes = reversed;
    refresh(response);
  }

  /** Takes a new remote target, from a re-INVITE or its 2xx (§12.2). */
  void refresh(Message message) {
    ContactHeader contact = (ContactHeader) message.getHeader(ContactHeader.NAME);
    if (contact != null && !contact.isWildCard()) {
      target = contact.getAddress().getURI();
    }
  }

  String callId() {
    return callId;
  }

  Address local() {
    return local;
  }

  String localTag() {
    return localTag;
  }

  Address remote() {
    return remote;
  }

  String remoteTag() {
    return remoteTag;
  }

  URI target() {
    return target;
  }

  List<RouteHeader> routes() {
    return routes;
  }

  long nextCSeq() {
    return ++cseq;
  }

  private List<RouteHeader> recordRoutes(Message message) {
    List<RouteHeader> found = new ArrayList<>();
    for (Iterator<?> it = message.getHeaders(RecordRouteHeader.NAME); it.hasNext(); ) {
      RecordRouteHeader header = (RecordRouteHeader) it.next();
      found.add(requests.headers().createRouteHeader((Address) header.getAddress().clone()));
    }
    return found;
  }
}
