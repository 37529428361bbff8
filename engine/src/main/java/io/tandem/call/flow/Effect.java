package io.tandem.call.flow;

import io.tandem.call.leg.OutgoingRequest;
import io.tandem.call.leg.OutgoingResponse;
import io.tandem.id.Extension;
import io.tandem.id.LegId;
import io.tandem.sip.transaction.TransactionRef;
import io.tandem.sip.transport.Flow;
import java.time.Duration;
import java.util.Map;

/** What a step wants done, in order. The call entity does it. */
public sealed interface Effect {
  /** Send in a client transaction. */
  record Request(OutgoingRequest request) implements Effect {}

  /** Cancel our INVITE. */
  record Cancel(LegId leg, long cseq, Flow flow, Map<String, String> headers) implements Effect {}

  /** Send the ACK of a 2xx. */
  record Acknowledge(OutgoingRequest ack) implements Effect {}

  /** Answer a request. */
  record Respond(TransactionRef transaction, OutgoingResponse response) implements Effect {}

  /** Start or restart a timer; {@link Event.TimerFired} follows. */
  record StartTimer(CallTimer timer, Duration after) implements Effect {}

  /** Stop a timer, if it runs. */
  record StopTimer(CallTimer timer) implements Effect {}

  /** Ask where the extension is; {@link Event.Located} or {@link Event.NotLocated} follows. */
  record Locate(Extension extension) implements Effect {}

  /** Ask where the phones of a leg's extension are now; {@link Event.Found} follows. */
  record Pursue(LegId leg, Extension extension) implements Effect {}

  /**
   * Have {@code from}'s offer rewritten for {@code to}; {@link Event.Anchored} or {@link
   * Event.Refused} follows at once, with {@code cause} in it.
   */
  record AnchorOffer(LegId from, LegId to, String sdp, Event cause) implements Effect {}

  /** Have {@code from}'s answer rewritten for {@code to}; as {@link AnchorOffer}. */
  record AnchorAnswer(LegId from, LegId to, String sdp, Event cause) implements Effect {}

  /** The pending offer failed: media as before it. */
  record RollBack(LegId from, LegId to) implements Effect {}

  /** These two talk: supervise their media. */
  record Connect(LegId a, LegId b) implements Effect {}

  /** The leg needs no media any more. */
  record Release(LegId leg) implements Effect {}
}
