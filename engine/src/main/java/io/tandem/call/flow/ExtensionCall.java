package io.tandem.call.flow;

import io.tandem.call.flow.Outcome.FinalResponse;
import io.tandem.cdr.EndCause;
import io.tandem.cdr.EndReason;
import io.tandem.id.LegId;
import java.time.Duration;

/**
 * A call to an extension, the lowest flow: finds the callee's phones, has them ring, has the two
 * talk, and ends the call.
 *
 * @param invitation what the callee's phones get; {@code null} before and after the time in which
 *     they are looked for
 */
public record ExtensionCall(Invitation invitation) implements CallFlow {
  /** Max-Forwards of a caller that gives none (RFC 3261 §8.1.1.6). */
  private static final int DEFAULT_MAX_FORWARDS = 70;

  /** Longer than a century is for ever. */
  private static final int MAX_SECONDS_DIGITS = 9;

  /** The flow that every such call begins with. */
  static final ExtensionCall FIRST = new ExtensionCall(null);

  @Override
  public String label() {
    return "RINGING";
  }

  @Override
  public void started(Turn turn, Event.Started event) {
    var invite = event.invite();
    LegActions.accept(turn, LegId.CALLER, invite);
    turn.put(Reliability.of(invite));
    long hops = number(invite.headers().get("Max-Forwards"), 3, DEFAULT_MAX_FORWARDS);
    if (hops <= 0) {
      refuse(turn, FinalResponse.of(483), EndReason.FAILED);
      return;
    }
    if (invite.body() != null && !invite.body().isSdp()) {
      refuse(turn, FinalResponse.refusing(invite.body()), EndReason.FAILED);
      return;
    }
    if (SessionTimers.isTooShort(invite, turn.settings())) {
      var minimum = SessionTimers.minimum(turn.settings());
      refuse(turn, FinalResponse.of(422, minimum), EndReason.FAILED);
      return;
    }
    turn.become(new ExtensionCall(Invitation.of(invite, (int) hops - 1)));
    var route = turn.call().subject().route();
    turn.start(CallTimer.of(CallTimer.Kind.RING_TIME), route.ringTime());
    long expires = number(invite.headers().get("Expires"), MAX_SECONDS_DIGITS, -1);
    if (expires >= 0) {
      turn.start(CallTimer.of(CallTimer.Kind.EXPIRES), Duration.ofSeconds(expires));
    }
    turn.add(new Effect.Locate(route.extension()));
  }

  @Override
  public void located(Turn turn, Event.Located event) {
    if (invitation == null) {
      return;
    }
    if (event.bindings().isEmpty()) {
      refuse(turn, FinalResponse.of(480).because(EndCause.NOT_REGISTERED), EndReason.FAILED);
      return;
    }
    var ringTime = turn.call().subject().route().ringTime();
    var ringing = Ringing.of(invitation, event.bindings(), ringTime);
    turn.become(FIRST);
    turn.push(ringing);
    ringing.ringNext(turn);
  }

  @Override
  public void notLocated(Turn turn) {
    refuse(turn, FinalResponse.of(500), EndReason.FAILED);
  }

  @Override
  public void cancelled(Turn turn, Event.Cancelled event) {
    refuse(turn, FinalResponse.of(487), EndReason.CANCELLED);
  }

  @Override
  public void timerFired(Turn turn, Event.TimerFired event) {
    if (event.timer().kind() == CallTimer.Kind.EXPIRES) {
      refuse(turn, FinalResponse.of(487), EndReason.NO_ANSWER);
      return;
    }
    refuse(turn, FinalResponse.of(480, Reason.NO_ANSWER), EndReason.NO_ANSWER);
  }

  @Override
  public void hungUp(Turn turn, Event.HungUp event) {
    refuse(turn, FinalResponse.of(480, Reason.of(480, event.text())), event.reason());
  }

  @Override
  public void resumed(Turn turn, Outcome outcome) {
    if (outcome instanceof Outcome.Answered answered) {
      turn.stop(CallTimer.of(CallTimer.Kind.RING_TIME));
      turn.stop(CallTimer.of(CallTimer.Kind.EXPIRES));
      var opening = turn.leg(answered.leg()).openingCseq();
      var awaited =
          answered.awaitsAnswer()
              ? Exchange.awaitingAnswer(LegId.CALLER, answered.leg(), null, opening)
              : null;
      turn.push(Talking.between(LegId.CALLER, answered.leg(), awaited));
    } else if (outcome instanceof Outcome.NotAnswered not) {
      refuse(turn, not.response(), not.reason());
    } else if (outcome instanceof Outcome.Over over) {
      turn.end(over.reason(), over.status());
    }
  }

  private static void refuse(Turn turn, FinalResponse response, EndReason reason) {
    LegActions.refuse(turn, LegId.CALLER, response);
    turn.end(reason, response.cause(), response.status());
  }

  /** A header's number; one that cannot be read counts as none. */
  private static long number(String value, int digits, long absent) {
    boolean readable = value != null && value.matches("[0-9]{1," + digits + "}");
    return readable ? Long.parseLong(value) : absent;
  }
}
