package io.tandem.call.leg;

import io.tandem.id.CborSerializable;
import io.tandem.sip.transaction.TransactionRef;
import io.tandem.sip.transport.Flow;
import java.util.List;
import java.util.Map;

/**
 * A request as a call entity sees it: what RFC 3261 §12 and the call's logic need, and nothing that
 * could carry one side's topology to the other.
 *
 * @param transaction where to answer; {@code null} for an ACK
 * @param flow where it came from
 * @param fromDisplayName {@code null} if there was none
 * @param toTag {@code null} outside of a dialog
 * @param contactUri {@code null} if there was no Contact
 * @param direct whether nothing speaks against reaching its sender at its Contact; {@code false}
 *     without one, and where it does not set the dialog's target
 * @param recordRoutes the Record-Route values in the order of the message
 * @param body {@code null} if there was none
 * @param headers only those on the signalling side's white list, by their full names
 */
public record IncomingRequest(
    TransactionRef transaction,
    Flow flow,
    String method,
    String sipCallId,
    String fromUri,
    String fromDisplayName,
    String fromTag,
    String toUri,
    String toTag,
    long cseq,
    String contactUri,
    boolean direct,
    List<String> recordRoutes,
    Body body,
    Map<String, String> headers)
    implements CborSerializable {

  /** The session description it carries, or {@code null}. */
  public String sdp() {
    return body != null && body.isSdp() ? body.content() : null;
  }
}
