package io.tandem.call.leg;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.tandem.sip.transaction.TransactionRef;
import io.tandem.sip.transport.Flow;

/**
 * An INVITE of the peer, or an UPDATE with an offer, that we have not answered finally yet. What it
 * asks becomes true with a 2xx and not before (RFC 6141 §4.6).
 *
 * @param cseq the request's
 * @param method INVITE or UPDATE
 * @param contactUri the peer's Contact once this is accepted, or {@code null}
 * @param way how the peer is reached once this is accepted, where its Contact says so; else {@code
 *     null}
 * @param answerBy where its sender is now, if it has moved since it sent it; else {@code null}
 * @param liveness what is agreed about the session's timer once this is accepted
 * @param refresh whether it changes nothing and only refreshes the session (RFC 4028 §7.4)
 */
public record ServerInvite(
    TransactionRef transaction,
    long cseq,
    String method,
    String contactUri,
    Flow way,
    Flow answerBy,
    Liveness liveness,
    boolean refresh) {

  /**
   * What {@code request} asks.
   *
   * @param way see {@link #way}
   */
  public static ServerInvite of(
      IncomingRequest request, Flow way, Liveness liveness, boolean refresh) {
    return new ServerInvite(
        request.transaction(),
        request.cseq(),
        request.method(),
        request.contactUri(),
        way,
        null,
        liveness,
        refresh);
  }

  /**
   * The same INVITE, whose sender is at {@code flow} now, whatever way it named before. Only the
   * node that has its transaction can answer it.
   */
  public ServerInvite movedTo(Flow flow) {
    var by = flow.node().equals(transaction.node()) ? flow : answerBy;
    return new ServerInvite(transaction, cseq, method, contactUri, null, by, liveness, refresh);
  }

  /** Whether its 2xx is acknowledged, and so repeated until then (RFC 3261 §13.3.1.4). */
  @JsonIgnore
  public boolean isAcknowledged() {
    return method.equals("INVITE");
  }
}
