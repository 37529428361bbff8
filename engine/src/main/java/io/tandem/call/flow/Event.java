package io.tandem.call.flow;

import io.tandem.call.leg.Body;
import io.tandem.call.leg.IncomingRequest;
import io.tandem.call.leg.IncomingResponse;
import io.tandem.call.leg.RequestFailure;
import io.tandem.cdr.EndReason;
import io.tandem.id.LegId;
import io.tandem.registrar.Binding;
import java.util.List;
import java.util.Map;

/** What can happen to a call. */
public sealed interface Event {
  /** Tells {@code flow}, in a step's {@code turn}. */
  void tell(CallFlow flow, Turn turn);

  /** The caller's INVITE came. */
  record Started(IncomingRequest invite) implements Event {
    @Override
    public void tell(CallFlow flow, Turn turn) {
      flow.started(turn, this);
    }
  }

  /** The callee's bindings, possibly none. */
  record Located(List<Binding> bindings) implements Event {
    @Override
    public void tell(CallFlow flow, Turn turn) {
      flow.located(turn, this);
    }
  }

  /** The registrar could not say where the callee is. */
  record NotLocated() implements Event {
    @Override
    public void tell(CallFlow flow, Turn turn) {
      flow.notLocated(turn);
    }
  }

  /** {@code leg} is about to be invited by way of {@code path}: why its offer is anchored. */
  record Inviting(LegId leg, List<String> path) implements Event {
    @Override
    public void tell(CallFlow flow, Turn turn) {
      throw new IllegalStateException("a cause only: " + this);
    }
  }

  /** A request inside a dialog; flows see INVITE, INFO and BYE, the last answered already. */
  record Requested(LegId leg, int variant, IncomingRequest request) implements Event {
    @Override
    public void tell(CallFlow flow, Turn turn) {
      flow.requested(turn, this);
    }
  }

  /** The peer acknowledged our 2xx; {@code body} is {@code null} if the ACK had none. */
  record Acknowledged(LegId leg, Body body) implements Event {
    @Override
    public void tell(CallFlow flow, Turn turn) {
      flow.acknowledged(turn, this);
    }
  }

  /** Our 2xx, or a provisional response that is reliable, was never acknowledged. */
  record Unacknowledged(LegId leg) implements Event {
    @Override
    public void tell(CallFlow flow, Turn turn) {
      flow.unacknowledged(turn, this);
    }
  }

  /** The peer cancelled its INVITE that waits for our final response. */
  record Cancelled(LegId leg, long cseq, Map<String, String> headers) implements Event {
    @Override
    public void tell(CallFlow flow, Turn turn) {
      flow.cancelled(turn, this);
    }
  }

  /** A response to a request of ours. */
  record Responded(LegId leg, IncomingResponse response) implements Event {
    @Override
    public void tell(CallFlow flow, Turn turn) {
      flow.responded(turn, this);
    }
  }

  /** A request of ours gets no final response. */
  record RequestFailed(LegId leg, String method, long cseq, RequestFailure failure)
      implements Event {
    @Override
    public void tell(CallFlow flow, Turn turn) {
      flow.requestFailed(turn, this);
    }
  }

  /** A session description was rewritten: it was needed because of {@code cause}. */
  record Anchored(Event cause, Body body) implements Event {
    @Override
    public void tell(CallFlow flow, Turn turn) {
      flow.anchored(turn, this);
    }
  }

  /**
   * A session description was refused.
   *
   * @param status what its sender is told
   * @param headers and with which headers (Warning, Retry-After)
   */
  record Refused(Event cause, int status, Map<String, String> headers) implements Event {
    @Override
    public void tell(CallFlow flow, Turn turn) {
      flow.refused(turn, this);
    }
  }

  /** A timer fired. */
  record TimerFired(CallTimer timer) implements Event {
    @Override
    public void tell(CallFlow flow, Turn turn) {
      flow.timerFired(turn, this);
    }
  }

  /** No media from the leg for too long. */
  record MediaTimedOut(LegId leg) implements Event {
    @Override
    public void tell(CallFlow flow, Turn turn) {
      flow.mediaTimedOut(turn, this);
    }
  }

  /** Where the phones of a leg's extension are now; none when the registrar does not know. */
  record Found(LegId leg, List<Binding> bindings) implements Event {
    @Override
    public void tell(CallFlow flow, Turn turn) {
      throw new IllegalStateException("no matter of a flow: " + this);
    }
  }

  /**
   * The peer of a leg in conversation is gone.
   *
   * @param status what explains it: 408 or 481
   * @param text what the other side is told
   */
  record Lost(LegId leg, int status, String text) implements Event {
    @Override
    public void tell(CallFlow flow, Turn turn) {
      flow.lost(turn, this);
    }
  }

  /** The call's entity stops: whatever its legs still wait for, they will wait in vain. */
  record Stopping() implements Event {
    @Override
    public void tell(CallFlow flow, Turn turn) {
      throw new IllegalStateException("no matter of a flow: " + this);
    }
  }

  /** Somebody else ends the call: an administrator, or the node that stops. */
  record HungUp(EndReason reason, String text) implements Event {
    @Override
    public void tell(CallFlow flow, Turn turn) {
      flow.hungUp(turn, this);
    }
  }
}
