package io.tandem.call.leg;

import io.tandem.id.CallId;
import io.tandem.id.LegId;
import io.tandem.sip.transaction.TransactionRef;
import io.tandem.sip.transport.Flow;
import java.util.Map;

/**
 * What a call entity can say. Never blocks, and works whatever node owns the flow or the
 * transaction. The signalling side adds Via, Contact ({@code sip:} our local tag {@code @}
 * advertised address) to messages that create or refresh a dialog, Allow, Supported, User-Agent or
 * Server, Max-Forwards and Content-Length.
 */
public interface Signalling {
  /**
   * Sends {@code request} in a client transaction. Its responses, or its failure, come back to the
   * call entity as {@code Responded} and {@code RequestFailed}.
   */
  void request(OutgoingRequest request);

  /**
   * Cancels the INVITE with {@code cseq} on {@code leg}: at once if it has a provisional response,
   * else when that arrives; never after a final one (RFC 3261 §9.1).
   */
  void cancel(CallId call, LegId leg, long cseq, Flow flow, Map<String, String> headers);

  /** Sends the ACK of a 2xx, which has no transaction (RFC 3261 §13.2.2.4). */
  void ack(OutgoingRequest ack);

  /** Answers a request; without effect when its transaction has gone. */
  void respond(TransactionRef transaction, OutgoingResponse response);
}
