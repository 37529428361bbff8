package io.tandem.sip.transaction;

import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transport.Flow;

/** A request that waits for its answer (RFC 3261 §17.2). Used on its event loop only. */
public interface ServerTransaction {
  /** Its name, for whoever answers later or elsewhere: see {@link SipStack}. */
  TransactionRef ref();

  /**
   * The request, with {@code received} and {@code rport} filled in. Only the bytes are kept after a
   * 2xx to an INVITE, so each call costs a parse then.
   *
   * @throws IllegalStateException after any other final response: nothing of the request is kept
   */
  SipRequest request();

  /** Where the request came from. */
  Flow flow();

  /**
   * Sends a response. After a 2xx to an INVITE further 2xx pass (the user repeats them until the
   * ACK, RFC 3261 §13.3.1.4, RFC 6026 §7.1); anything else after a final response is dropped and
   * counted.
   */
  void respond(SipResponse response);
}
