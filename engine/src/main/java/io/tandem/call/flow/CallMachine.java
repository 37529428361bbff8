package io.tandem.call.flow;

import io.tandem.call.leg.SipLeg;
import java.util.Map;

/**
 * A call as a pure function: from its state and an event to its next state and the effects. Keeps
 * what SIP asks of every dialog, and tells the topmost flow what is left.
 */
public final class CallMachine {
  private CallMachine() {}

  /** What {@code event} does to {@code call}. */
  public static Step on(CallState call, Event event, Context context) {
    var turn = new Turn(call, context);
    if (event instanceof Event.Requested requested) {
      Requests.receive(turn, requested);
    } else if (event instanceof Event.Responded responded) {
      Responses.receive(turn, responded);
    } else if (event instanceof Event.RequestFailed failed) {
      Responses.failed(turn, failed);
    } else if (event instanceof Event.Cancelled cancelled) {
      cancelled(turn, cancelled);
    } else if (event instanceof Event.TimerFired fired) {
      timerFired(turn, fired);
    } else if (event instanceof Event.Found found) {
      Following.found(turn, found);
    } else if (event instanceof Event.Stopping) {
      stopping(turn);
    } else {
      turn.tell(event);
    }
    return turn.step();
  }

  /** A CANCEL of an INVITE that is answered already has no effect (RFC 3261 §9.2). */
  private static void cancelled(Turn turn, Event.Cancelled event) {
    var leg = turn.leg(event.leg());
    if (leg != null && leg.serverInvite() != null && leg.serverInvite().cseq() == event.cseq()) {
      turn.tell(event);
    }
  }

  /** Nobody will be there when the ACK comes, so the BYE does not wait for it. */
  private static void stopping(Turn turn) {
    for (var leg : turn.call().legs()) {
      if (leg.phase() == SipLeg.Phase.CLOSING) {
        turn.put(leg.withUnacknowledged(null));
        LegActions.bye(turn, leg.id(), leg.confirmed(), Map.of());
      }
    }
  }

  private static void timerFired(Turn turn, Event.TimerFired event) {
    var timer = event.timer();
    if (timer.kind() == CallTimer.Kind.RELIABLE) {
      Prack.timerFired(turn);
      return;
    }
    if (Keepalive.isOurs(timer)) {
      Keepalive.fired(turn, timer);
      return;
    }
    if (timer.kind() == CallTimer.Kind.UNANSWERED_BYE) {
      Following.fired(turn, timer.leg());
      return;
    }
    var leg = turn.leg(timer.leg());
    if (timer.kind() == CallTimer.Kind.TIMER_C && isRefresh(leg)) {
      LegActions.cancel(turn, leg.id(), Map.of());
      Keepalive.failed(turn, leg.id(), "INVITE");
      return;
    }
    if (timer.kind() != CallTimer.Kind.SUCCESS) {
      turn.tell(event);
      return;
    }
    if (leg != null && leg.unacknowledged() != null) {
      repeat(turn, leg, timer);
    }
  }

  private static boolean isRefresh(SipLeg leg) {
    var invite = leg.clientInvite();
    return invite != null && Keepalive.isProbe(leg, invite.cseq());
  }

  /** RFC 3261 §13.3.1.4. */
  private static void repeat(Turn turn, SipLeg leg, CallTimer timer) {
    var settings = turn.settings();
    var waiting = leg.unacknowledged();
    if (!waiting.isOverdue(settings.timerT1())) {
      var next = waiting.next(settings.timerT1(), settings.timerT2());
      turn.put(leg.withUnacknowledged(next));
      turn.respond(waiting.transaction(), waiting.response());
      turn.start(timer, next.interval());
      Following.repeated(turn, leg.id());
      return;
    }
    turn.put(leg.withUnacknowledged(null));
    if (leg.phase() == SipLeg.Phase.CLOSING) {
      LegActions.bye(turn, leg.id(), leg.confirmed(), Map.of());
    } else {
      turn.tell(new Event.Unacknowledged(leg.id()));
    }
  }
}
