package io.tandem.sip.transaction;

import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transport.Flow;

/** Receives what is new. All methods are called on the owning event loop and never block. */
public interface TransactionUser {
  /** A new request, any method but ACK and CANCEL, that has no transaction yet. */
  void onRequest(ServerTransaction transaction);

  /** An ACK that belongs to no transaction: the ACK of a 2xx. */
  void onAck(SipRequest ack, Flow flow);

  /**
   * An INVITE was cancelled; the CANCEL has its 200 already. Not called when the INVITE has its
   * final response.
   */
  void onCancel(ServerTransaction invite, SipRequest cancel);

  /**
   * A response to no transaction.
   *
   * @return whether it was waited for nevertheless, by who sent a request without a transaction
   */
  boolean onStrayResponse(SipResponse response, Flow flow);

  /** The connection of {@code flow} is gone. Called on any loop. */
  default void onClosed(Flow flow) {
    // only who keeps something by connection wants to know
  }
}
