package io.tandem.call.flow;

import io.tandem.call.leg.Body;
import io.tandem.call.leg.IncomingResponse;
import io.tandem.call.leg.Liveness;
import io.tandem.call.leg.SipLeg;
import io.tandem.id.LegId;
import io.tandem.media.MediaState;
import java.time.Duration;
import java.util.List;

/**
 * Whether the peers of two talking legs are still there. With a session timer (RFC 4028) the
 * session is refreshed, by us or by the peer, and ends when nobody does. A peer without one is
 * asked with OPTIONS, but only while no media is expected of it, whose silence would tell
 * otherwise. A 481 says at once that the peer is gone; 408 or silence does the second time.
 */
final class Keepalive {
  /** How long before a session ends it is given up (RFC 4028 §10), unless a third is shorter. */
  private static final Duration MARGIN = Duration.ofSeconds(32);

  /** How soon a peer that was silent is asked again. */
  static final Duration SECOND_TRY = Duration.ofSeconds(5);

  /** How soon a refresh that met another request is tried again (RFC 3261 §14.1). */
  private static final Duration GLARE = Duration.ofSeconds(4);

  private static final int SILENCES = 2;

  private Keepalive() {}

  /** The session of {@code id} begins anew: its opening or a refresh was accepted. */
  static void renew(Turn turn, LegId id) {
    var liveness = turn.leg(id).liveness();
    if (!liveness.isTimed()) {
      turn.stop(timer(CallTimer.Kind.SESSION, id));
      turn.stop(timer(CallTimer.Kind.REFRESH, id));
      return;
    }
    var interval = liveness.interval();
    var third = interval.dividedBy(3);
    var margin = third.compareTo(MARGIN) < 0 ? third : MARGIN;
    turn.start(timer(CallTimer.Kind.SESSION, id), interval.minus(margin));
    turn.stop(timer(CallTimer.Kind.OPTIONS, id));
    if (liveness.refreshing()) {
      turn.start(timer(CallTimer.Kind.REFRESH, id), interval.dividedBy(2));
    } else {
      turn.stop(timer(CallTimer.Kind.REFRESH, id));
    }
  }

  /** What the two agreed on may have changed: those are asked of whom nothing else would tell. */
  static void review(Turn turn, LegId a, LegId b) {
    boolean silent = !isTwoWay(turn.call().media(a, b), turn.call().media(b, a));
    for (var id : List.of(a, b)) {
      var liveness = turn.leg(id).liveness();
      boolean asked = liveness.probe() != 0 || liveness.misses() > 0;
      if (silent && !liveness.isTimed() && !asked) {
        turn.start(timer(CallTimer.Kind.OPTIONS, id), turn.settings().optionsInterval());
      }
    }
  }

  /** Whether media is expected of both: their silence is noticed then. */
  private static boolean isTwoWay(MediaState.LegState one, MediaState.LegState other) {
    return isTwoWay(one) && isTwoWay(other);
  }

  private static boolean isTwoWay(Turn turn, LegId id) {
    var state = turn.call().connection(id);
    return state == null || isTwoWay(state, turn.call().connection(state.peer()));
  }

  private static boolean isTwoWay(MediaState.LegState state) {
    if (state == null || state.remote() == null) {
      return true;
    }
    var flow = StatedFlow.of(state.remote());
    return flow.sends() && flow.receives();
  }

  /** A timer of this class fired. */
  static void fired(Turn turn, CallTimer timer) {
    var leg = turn.leg(timer.leg());
    if (leg == null || leg.phase() != SipLeg.Phase.CONFIRMED || turn.call().isOver()) {
      return;
    }
    if (timer.kind() == CallTimer.Kind.SESSION) {
      turn.tell(new Event.Lost(leg.id(), 408, "Session expired"));
    } else if (leg.liveness().probe() != 0 || isBusy(leg)) {
      turn.start(timer, GLARE); // whatever is on its way tells as much
    } else if (timer.kind() == CallTimer.Kind.REFRESH) {
      refresh(turn, leg);
    } else if (leg.liveness().misses() > 0 || !isTwoWay(turn, leg.id())) {
      ask(turn, leg.id(), "OPTIONS", null);
    }
  }

  private static boolean isBusy(SipLeg leg) {
    return leg.clientInvite() != null || leg.serverInvite() != null || leg.unacknowledged() != null;
  }

  /** With UPDATE where the peer understands it: a re-INVITE is more than is needed. */
  private static void refresh(Turn turn, SipLeg leg) {
    if (leg.liveness().updates()) {
      ask(turn, leg.id(), "UPDATE", null);
      return;
    }
    var state = turn.call().connection(leg.id());
    if (isBusy(leg) || state == null || state.local() == null) {
      turn.start(
          timer(CallTimer.Kind.REFRESH, leg.id()), GLARE); // offer and answer are on their way
      return;
    }
    ask(turn, leg.id(), "INVITE", Body.sdp(state.local()));
  }

  private static void ask(Turn turn, LegId id, String method, Body body) {
    long cseq =
        "INVITE".equals(method)
            ? LegActions.reinvite(turn, id, body)
            : LegActions.request(turn, id, method, body);
    var leg = turn.leg(id);
    turn.put(leg.withLiveness(leg.liveness().asking(cseq)));
  }

  /** Whether {@code cseq} names a refresh or a question of this class. */
  static boolean isProbe(SipLeg leg, long cseq) {
    return leg.liveness().probe() != 0 && leg.liveness().probe() == cseq;
  }

  /** The response to a refresh or a question. */
  static void responded(Turn turn, LegId id, IncomingResponse response) {
    if (response.isProvisional()) {
      return;
    }
    var leg = turn.leg(id);
    int status = response.status();
    if (leg.phase() != SipLeg.Phase.CONFIRMED) {
      turn.put(leg.withLiveness(leg.liveness().answered())); // it crossed the end of the leg
    } else if (status == 481) {
      turn.put(leg.withLiveness(leg.liveness().answered()));
      turn.tell(new Event.Lost(id, status, "Call does not exist"));
    } else if (status == 408) {
      missed(turn, id, response.method());
    } else {
      turn.put(leg.withLiveness(leg.liveness().answered()));
      answered(turn, id, response);
    }
  }

  private static void answered(Turn turn, LegId id, IncomingResponse response) {
    if (response.isSuccess()) {
      accepted(turn, id, response);
      return;
    }
    var leg = turn.leg(id);
    var liveness = leg.liveness();
    if ("OPTIONS".equals(response.method())) {
      again(turn, id, "OPTIONS", turn.settings().optionsInterval()); // it is there
      return;
    }
    var more = adapted(liveness, response);
    if (more.equals(liveness)) {
      boolean glare = response.status() == 491;
      again(turn, id, response.method(), glare ? GLARE : liveness.interval().dividedBy(8));
    } else {
      turn.put(leg.withLiveness(more));
      refresh(turn, turn.leg(id));
    }
  }

  /** What a refusal asks for that a second try can do; the same if it asks for nothing. */
  private static Liveness adapted(Liveness liveness, IncomingResponse refusal) {
    return switch (refusal.status()) {
      case 422 -> liveness.raised(SessionTimers.minimum(refusal));
      case 405, 501 -> liveness.withUpdates(false);
      default -> liveness;
    };
  }

  private static void accepted(Turn turn, LegId id, IncomingResponse response) {
    var leg = turn.leg(id);
    if ("OPTIONS".equals(response.method())) {
      again(turn, id, "OPTIONS", turn.settings().optionsInterval());
      return;
    }
    if ("INVITE".equals(response.method())) {
      LegActions.acknowledge(turn, id, leg.confirmed(), response.cseq(), null);
    } else {
      Responses.refreshed(turn, id, response);
    }
  }

  /** The refresh or the question cannot be answered: it was not heard. */
  static void failed(Turn turn, LegId id, String method) {
    missed(turn, id, method);
  }

  private static void missed(Turn turn, LegId id, String method) {
    var leg = turn.leg(id);
    turn.put(leg.withLiveness(leg.liveness().missed()));
    if (leg.phase() != SipLeg.Phase.CONFIRMED) {
      return;
    }
    if (turn.leg(id).liveness().misses() >= SILENCES) {
      turn.tell(new Event.Lost(id, 408, "No answer in the dialog"));
    } else {
      again(turn, id, method, SECOND_TRY);
    }
  }

  /** The refresh with {@code before} was said again, with the leg's latest CSeq number. */
  static void said(Turn turn, LegId id, long before) {
    var leg = turn.leg(id);
    if (isProbe(leg, before)) {
      turn.put(leg.withLiveness(leg.liveness().asking(leg.localCseq())));
    }
  }

  /** Asks once more by the leg's flow, if {@code before} names a question of this class. */
  static boolean askAgain(Turn turn, LegId id, String method, long before) {
    var leg = turn.leg(id);
    if (leg.phase() != SipLeg.Phase.CONFIRMED || !isProbe(leg, before)) {
      return false;
    }
    ask(turn, id, method, null);
    return true;
  }

  private static void again(Turn turn, LegId id, String method, Duration after) {
    var kind = "OPTIONS".equals(method) ? CallTimer.Kind.OPTIONS : CallTimer.Kind.REFRESH;
    turn.start(timer(kind, id), after);
  }

  private static CallTimer timer(CallTimer.Kind kind, LegId leg) {
    return new CallTimer(kind, leg);
  }

  /** Whether it is one of {@link #fired}. */
  static boolean isOurs(CallTimer timer) {
    return switch (timer.kind()) {
      case SESSION, REFRESH, OPTIONS -> true;
      default -> false;
    };
  }
}
