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
  volatile boolean broken;
  private final ActorRef<String> probe;

  FakeSignalling(ActorRef<String> probe) {
    this.probe = probe;
  }

  @Override
  public void request(OutgoingRequest request) {
    say(request.method() + "/" + request.cseq() + " > " + request.leg());
  }

  @Override
  public void cancel(CallId call, LegId leg, long cseq, Flow flow, Map<String, String> headers) {
    say("CANCEL/" + cseq + " > " + leg);
  }

  @Override
  public void ack(OutgoingRequest ack) {
    say("ACK/" + ack.cseq() + " > " + ack.leg());
  }

  @Override
  public void respond(TransactionRef transaction, OutgoingResponse response) {
    lastResponse.set(response);
    say(response.status() + " > " + transaction.key());
  }

  private void say(String line) {
    if (broken) {
      throw new IllegalStateException("a bug");
    }
    probe.tell(line);
  }
}
