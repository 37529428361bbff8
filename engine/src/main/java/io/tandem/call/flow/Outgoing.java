package io.tandem.call.flow;

import io.tandem.call.leg.Body;
import io.tandem.call.leg.Dialog;
import io.tandem.call.leg.OutgoingRequest;
import io.tandem.call.leg.SipLeg;
import java.util.List;
import java.util.Map;

/** Builds the requests of a leg (RFC 3261 §8.1.1, §12.2.1.1). */
final class Outgoing {
  /** Max-Forwards of a request that we start. */
  private static final int MAX_FORWARDS = 70;

  private final CallState.Subject subject;
  private final SipLeg leg;

  private Outgoing(CallState.Subject subject, SipLeg leg) {
    this.subject = subject;
    this.leg = leg;
  }

  static Outgoing on(Turn turn, SipLeg leg) {
    return new Outgoing(turn.call().subject(), leg);
  }

  /** The INVITE that opens the leg; {@code path} is its preloaded route set. */
  OutgoingRequest invite(
      List<String> path, int maxForwards, Body offer, Map<String, String> headers) {
    var peer = leg.peer();
    var hop = Dialog.hop(peer.target(), path);
    return build(
        "INVITE", hop, peer.localTag(), null, leg.localCseq(), maxForwards, offer, headers);
  }

  /** A request inside {@code dialog}, with the leg's latest CSeq number. */
  OutgoingRequest within(Dialog dialog, String method, Body body, Map<String, String> headers) {
    return within(dialog, method, leg.localCseq(), body, headers);
  }

  /** The ACK of a 2xx to the INVITE with {@code cseq}. */
  OutgoingRequest ack(Dialog dialog, long cseq, Body answer) {
    return within(dialog, "ACK", cseq, answer, Map.of());
  }

  private OutgoingRequest within(
      Dialog dialog, String method, long cseq, Body body, Map<String, String> headers) {
    String toTag = dialog.remoteTag().isEmpty() ? null : dialog.remoteTag();
    return build(method, dialog.hop(), dialog.localTag(), toTag, cseq, MAX_FORWARDS, body, headers);
  }

  private OutgoingRequest build(
      String method,
      Dialog.Hop hop,
      String fromTag,
      String toTag,
      long cseq,
      int maxForwards,
      Body body,
      Map<String, String> headers) {
    var peer = leg.peer();
    return new OutgoingRequest(
        subject.tenant(),
        subject.call(),
        leg.id(),
        leg.flow(),
        method,
        hop.requestUri(),
        peer.sipCallId(),
        peer.localUri(),
        peer.localDisplayName(),
        fromTag,
        peer.remoteUri(),
        toTag,
        cseq,
        hop.routes(),
        maxForwards,
        body,
        headers);
  }
}
