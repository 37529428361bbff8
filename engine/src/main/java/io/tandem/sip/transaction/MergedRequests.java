package io.tandem.sip.transaction;

import io.tandem.sip.message.SipRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds requests that reach us on two ways (RFC 3261 §8.2.2.2): same From-tag, Call-ID and CSeq,
 * another branch. Their branches lead to different loops, so this one table is shared by all. An
 * entry lives as long as its transaction, which bounds the table; but only until a refusal, since a
 * proxy before us may then go on to another target, and that of another request than an INVITE
 * until its final response, since there are phones that answer a challenge, or ask again and again
 * whether we are there, without counting on. It is not the ACK that ends it: that may be overtaken.
 *
 * <p>Finds, too, the INVITE that a CANCEL means whose Via is not the INVITE's.
 */
final class MergedRequests {
  /** What two ways of one request have in common. */
  record Key(String callId, String fromTag, long cseq, String method) {
    /** By what tells calls apart, whose own hash is worked out once. */
    @Override
    public int hashCode() {
      return 31 * callId.hashCode() + Long.hashCode(cseq);
    }
  }

  private final Map<Key, TransactionRef> transactions = new ConcurrentHashMap<>();

  /** The key of a request outside of a dialog; null for all others. */
  static Key keyOf(SipRequest request) {
    return request.toTag() == null
        ? new Key(request.callId(), request.fromTag(), request.cseq(), request.method())
        : null;
  }

  /** Notes the transaction; false if another one has the same request already. */
  boolean enter(Key key, TransactionRef transaction) {
    TransactionRef first = key == null ? null : transactions.putIfAbsent(key, transaction);
    return first == null || first.equals(transaction);
  }

  /** The transaction is over. */
  void remove(Key key, TransactionRef transaction) {
    if (key != null) {
      transactions.remove(key, transaction);
    }
  }

  /** The transaction of the INVITE outside of a dialog that {@code cancel} names; null if none. */
  TransactionRef inviteOf(SipRequest cancel) {
    return transactions.get(new Key(cancel.callId(), cancel.fromTag(), cancel.cseq(), "INVITE"));
  }

  int size() {
    return transactions.size();
  }
}
