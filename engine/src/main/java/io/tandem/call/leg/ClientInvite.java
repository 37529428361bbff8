package io.tandem.call.leg;

import io.tandem.sip.transport.Flow;

/**
 * An INVITE of ours without final response yet.
 *
 * @param flow how it was sent, and how its CANCEL goes
 * @param cancelled whether we gave it up
 * @param request what was sent, to be said again should the peer ask for it (RFC 4028 §7.3);
 *     {@code null} while it is being prepared
 */
public record ClientInvite(long cseq, Flow flow, boolean cancelled, OutgoingRequest request) {

  /** An INVITE that is about to be sent. */
  public static ClientInvite prepared(long cseq, Flow flow) {
    return new ClientInvite(cseq, flow, false, null);
  }

  /** An INVITE that is on its way. */
  public static ClientInvite of(OutgoingRequest request) {
    return new ClientInvite(request.cseq(), request.flow(), false, request);
  }

  /** We give it up. */
  public ClientInvite given() {
    return new ClientInvite(cseq, flow, true, request);
  }
}
