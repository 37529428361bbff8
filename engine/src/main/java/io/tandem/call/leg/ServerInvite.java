package io.tandem.call.leg;

import io.tandem.sip.transaction.TransactionRef;

/**
 * An INVITE of the peer that we have not answered finally yet.
 *
 * @param cseq the INVITE's
 */
public record ServerInvite(TransactionRef transaction, long cseq) {}
