package io.tandem.sip.transaction;

import io.tandem.sip.message.SipRequest;
import io.tandem.sip.transport.Flow;
import java.util.Map;

/** A request on its way (RFC 3261 §17.1). May be used from any thread. */
public interface ClientTransaction {
  /** The request as the user gave it, without our Via. */
  SipRequest request();

  /**
   * Cancels an INVITE (RFC 3261 §9.1): the CANCEL waits for a provisional response; if a final one
   * comes first, nothing is sent. Other methods cannot be cancelled: nothing happens.
   *
   * @param headers added to the CANCEL, for instance Reason (RFC 3326)
   */
  void cancel(Map<String, String> headers);

  /**
   * Cancels an INVITE that was answered provisionally, by another flow than its own: its peer has
   * moved there. Its branch is the INVITE's, as ever.
   */
  void cancel(Map<String, String> headers, Flow flow);
}
