package io.tandem.sip.transaction;

import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transport.Flow;

/**
 * Who sent a request and wants its responses. Called on the transaction's event loop; never blocks.
 * After one of the last two methods, or a final response other than 2xx to INVITE, nothing follows.
 */
public interface ClientTransactionUser {
  /**
   * Every provisional response, and the final one; of an INVITE every 2xx within 64*T1 after the
   * first, from whatever fork and repeated ones too (RFC 6026 §7.2).
   */
  void onResponse(SipResponse response, Flow from);

  /** No final response in time: to be treated as a 408 (RFC 3261 §8.1.3.1). */
  void onTimeout();

  /**
   * The request could not be sent: to be treated as a 503 (RFC 3261 §8.1.3.1).
   *
   * @param reason for logs
   */
  void onTransportError(String reason);

  /** The transaction of an INVITE that had a 2xx is over: none comes any more. */
  default void onEnd() {
    // nothing has to be kept for later ones, unless a user says so
  }
}
