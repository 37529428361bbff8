package io.tandem.edge;

import io.tandem.sip.message.NameAddress;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.transport.Flow;
import java.util.Map;

/** How a {@link FlowKeeper} asks on a flow whether anybody is there. */
interface FlowProbe {
  /** Whether something can be sent on {@code flow}. */
  boolean isOpen(Flow flow);

  /**
   * Sends an OPTIONS (RFC 3261 §11) once, without a transaction: the next one is its repetition.
   *
   * @param contact its Request-URI
   */
  void ask(String callId, long cseq, String contact, Flow flow);

  /** By the node's stack. */
  record OfStack(AttachedStack stack, String software) implements FlowProbe {
    @Override
    public boolean isOpen(Flow flow) {
      return stack.get().isOpen(flow);
    }

    @Override
    public void ask(String callId, long cseq, String contact, Flow flow) {
      String self = "sip:" + stack.get().advertised(flow);
      var request =
          SipRequest.builder("OPTIONS", contact)
              .from(new NameAddress(null, self, Map.of("tag", callId)))
              .to(NameAddress.of(contact))
              .callId(callId)
              .cseq(cseq)
              .maxForwards(70)
              .header("User-Agent", software)
              .build();
      stack.get().send(request, flow);
    }
  }
}
