package io.tandem.call;

import io.tandem.call.leg.OutgoingRequest;
import io.tandem.call.leg.OutgoingResponse;
import io.tandem.call.leg.Signalling;
import io.tandem.id.CallId;
import io.tandem.id.LegId;
import io.tandem.sip.transaction.TransactionRef;
import io.tandem.sip.transport.Flow;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorRef;

/** Tells a probe, a line for each message, what a call says: {@code INVITE/1 > 1}. */
final class FakeSignalling implements Signalling {
  final AtomicReference<OutgoingResponse> lastResponse = new AtomicReference<>();
  private final ActorRef<String> probe;

  FakeSignalling(ActorRef<String> probe) {
    this.probe = probe;
  }

  @Override
  public void request(OutgoingRequest request) {
    probe.tell(request.method() + "/" + request.cseq() + " > " + request.leg());
  }

  @Override
  public void cancel(CallId call, LegId leg, long cseq, Flow flow, Map<String, String> headers) {
    probe.tell("CANCEL/" + cseq + " > " + leg);
  }

  @Override
  public void ack(OutgoingRequest ack) {
    probe.tell("ACK/" + ack.cseq() + " > " + ack.leg());
  }

  @Override
  public void respond(TransactionRef transaction, OutgoingResponse response) {
    lastResponse.set(response);
    probe.tell(response.status() + " > " + transaction.key());
  }
}
