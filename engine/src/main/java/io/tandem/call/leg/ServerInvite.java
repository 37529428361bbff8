package io.tandem.call.leg;

import io.tandem.sip.transaction.TransactionRef;

/**
 * An INVITE of the peer that we have not answered finally yet.
 *
 * @param cseq the INVITE's
 * @param contactUri the peer's Contact once this INVITE is accepted (RFC 6141 §4.6), or {@code
 *     null}
 */
public record ServerInvite(TransactionRef transaction, long cseq, String contactUri) {

  /** What {@code invite} asks. */
  public static ServerInvite of(IncomingRequest invite) {
    return new ServerInvite(invite.transaction(), invite.cseq(), invite.contactUri());
  }
}
