package io.tandem.call.leg;

import io.tandem.id.CallId;
import io.tandem.id.CborSerializable;
import io.tandem.id.LegId;
import io.tandem.id.TenantId;
import io.tandem.sip.transport.Flow;
import java.util.List;
import java.util.Map;

/**
 * A request that a call entity wants sent on one of its legs.
 *
 * @param flow the way to the peer; names the node that sends it
 * @param requestUri the Request-URI as it goes out (strict routing is done already, RFC 3261
 *     §12.2.1.1)
 * @param fromDisplayName {@code null} for none
 * @param fromTag our tag, a dialog token
 * @param toTag {@code null} outside of a dialog
 * @param routes the Route values, first hop first
 * @param body {@code null} for none
 * @param headers more headers by their full names; one named here replaces the one that the
 *     signalling side would add
 */
public record OutgoingRequest(
    TenantId tenant,
    CallId call,
    LegId leg,
    Flow flow,
    String method,
    String requestUri,
    String sipCallId,
    String fromUri,
    String fromDisplayName,
    String fromTag,
    String toUri,
    String toTag,
    long cseq,
    List<String> routes,
    int maxForwards,
    Body body,
    Map<String, String> headers)
    implements CborSerializable {

  /** The same request, said once more with the next CSeq number, by another way or otherwise. */
  public OutgoingRequest again(Flow by, long nextCseq, Map<String, String> otherHeaders) {
    return new OutgoingRequest(
        tenant,
        call,
        leg,
        by,
        method,
        requestUri,
        sipCallId,
        fromUri,
        fromDisplayName,
        fromTag,
        toUri,
        toTag,
        nextCseq,
        routes,
        maxForwards,
        body,
        otherHeaders);
  }
}
