package io.tandem.call.leg;

import io.tandem.sip.transport.Flow;
import java.util.Map;

/**
 * An INVITE of ours without final response yet.
 *
 * @param flow how it was sent, and how its CANCEL goes
 * @param cancelled whether we gave it up
 * @param reason the headers of its CANCEL
 * @param request what was sent, to be said again should the peer ask for it (RFC 4028 §7.3); {@code
 *     null} while it is being prepared
 */
public record ClientInvite(
    long cseq, Flow flow, boolean cancelled, Map<String, String> reason, OutgoingRequest request) {

  /** An INVITE that is about to be sent. */
  public static ClientInvite prepared(long cseq, Flow flow) {
    return new ClientInvite(cseq, flow, false, Map.of(), null);
  }

  /** An INVITE that is on its way. */
  public static ClientInvite of(OutgoingRequest request) {
    return new ClientInvite(request.cseq(), request.flow(), false, Map.of(), request);
  }

  /** We give it up; its CANCEL has these headers. */
  public ClientInvite given(Map<String, String> headers) {
    return new ClientInvite(cseq, flow, true, headers, request);
  }

  /** Its CANCEL goes by another flow: the peer has moved. */
  public ClientInvite by(Flow other) {
    return new ClientInvite(cseq, other, cancelled, reason, request);
  }
}
