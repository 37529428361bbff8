package io.tandem.edge;

import io.tandem.call.leg.OutgoingRequest;
import io.tandem.id.NodeId;
import io.tandem.sip.transaction.ClientTransaction;
import io.tandem.sip.transport.Flow;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** An INVITE of a call, until it is refused or acknowledged. Safe for use by any thread. */
final class SentInvite {
  private static final int MAX_ENDED = 16;

  private final NodeId node;
  private final OutgoingRequest request;
  private final Set<String> ended = new HashSet<>();
  private ClientTransaction transaction;
  private Map<String, String> cancelled;
  private boolean abandoned;
  private boolean answered;
  private String answeredBy;

  /**
   * @param node the node of its call
   */
  SentInvite(NodeId node, OutgoingRequest request) {
    this.node = node;
    this.request = request;
  }

  OutgoingRequest request() {
    return request;
  }

  boolean isOf(NodeId other) {
    return other.equals(node);
  }

  synchronized void sent(ClientTransaction sent) {
    transaction = sent;
    if (cancelled != null) {
      sent.cancel(cancelled);
    }
  }

  /** Cancels it; a CANCEL that overtakes its sending waits for it. */
  synchronized void cancel(Map<String, String> headers) {
    if (transaction == null) {
      cancelled = headers;
    } else {
      transaction.cancel(headers);
    }
  }

  /** Cancels it by another flow than its own: the phone has moved there. */
  synchronized void cancel(Map<String, String> headers, Flow flow) {
    if (transaction != null) {
      transaction.cancel(headers, flow);
    }
  }

  /** Its call is gone: cancels it, and a 2xx that crosses the CANCEL is nobody's. */
  synchronized void abandon() {
    abandoned = true;
    cancel(Map.of());
  }

  /**
   * Whether a 2xx with {@code toTag} is for the call to deal with: the first one and its
   * repetitions. Those of other forks come as late as they like, when the call may have ended and
   * gone (RFC 3261 §13.2.2.4).
   */
  synchronized boolean isForItsCall(String toTag) {
    if (abandoned) {
      return false;
    }
    if (!answered) {
      answered = true;
      answeredBy = toTag;
    }
    return answeredBy == null ? toTag == null : answeredBy.equals(toTag);
  }

  /** Whether the dialog of a surplus 2xx has to be ended: once, and not for any number of them. */
  synchronized boolean isToBeEnded(String toTag) {
    return ended.size() < MAX_ENDED && ended.add(toTag);
  }
}
