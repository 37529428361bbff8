package io.tandem.sip.transaction;

import io.tandem.sip.message.SipRequest;
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
}
