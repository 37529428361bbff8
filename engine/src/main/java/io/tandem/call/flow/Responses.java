package io.tandem.call.flow;

import io.tandem.call.leg.Dialog;
import io.tandem.call.leg.IncomingResponse;
import io.tandem.call.leg.SipLeg;
import io.tandem.id.LegId;
import java.util.Map;

/**
 * What every response to our requests needs, whatever flow sees it: Timer C, the dialogs that it
 * makes, and the 2xx responses that nobody waits for any more (RFC 3261 §13.2.2.4).
 */
final class Responses {
  private Responses() {}

  static void receive(Turn turn, Event.Responded event) {
    var leg = turn.leg(event.leg());
    if (leg == null) {
      return;
    }
    var response = event.response();
    switch (response.method()) {
      case "INVITE" -> {
        turn.put(Following.heard(leg, response));
        invite(turn, turn.leg(leg.id()), event);
      }
      case "PRACK" -> {} // whatever it says, the INVITE's final response decides
      case "BYE" -> {
        if (!response.isProvisional()) {
          turn.put(leg.withByes(leg.byes() - 1));
          Following.answered(turn, leg.id());
        }
      }
      default -> tell(turn, event);
    }
  }

  /** What we asked for the leg's own sake, no flow asked for. */
  private static void tell(Turn turn, Event.Responded event) {
    if (Keepalive.isProbe(turn.leg(event.leg()), event.response().cseq())) {
      Keepalive.responded(turn, event.leg(), event.response());
    } else {
      turn.tell(event);
    }
  }

  /** A request failed: that counts unless the phone is found somewhere else. */
  static void failed(Turn turn, Event.RequestFailed event) {
    var leg = turn.leg(event.leg());
    if (leg != null && !Following.pursue(turn, leg, event)) {
      lost(turn, event);
    }
  }

  /** A request failed, and its phone is nowhere else. */
  static void lost(Turn turn, Event.RequestFailed event) {
    var leg = turn.leg(event.leg());
    if ("CANCEL".equals(event.method()) || "PRACK".equals(event.method())) {
      return; // its INVITE ends without it
    }
    if ("BYE".equals(event.method())) {
      turn.put(leg.withByes(leg.byes() - 1));
      return;
    }
    if ("INVITE".equals(event.method()) && !settle(turn, leg, event.cseq(), true)) {
      return;
    }
    if (Keepalive.isProbe(leg, event.cseq())) {
      Keepalive.failed(turn, leg.id(), event.method());
    } else {
      turn.tell(event);
    }
  }

  private static void invite(Turn turn, SipLeg leg, Event.Responded event) {
    var response = event.response();
    var pending = leg.clientInvite();
    boolean expected = pending != null && pending.cseq() == response.cseq();
    if (response.isProvisional()) {
      if (expected && leg.isOpen() && !pending.cancelled() && response.status() > 100) {
        LegActions.startTimerC(turn, leg.id());
        if (Prack.receive(turn, turn.leg(leg.id()), response)) {
          tell(turn, event);
        }
      }
      return;
    }
    if (expected && wantsLonger(leg, response)) {
      turn.put(leg.withLiveness(leg.liveness().raised(SessionTimers.minimum(response))));
      LegActions.inviteAgain(turn, leg.id(), pending.request());
      return;
    }
    if (expected) {
      turn.settled(leg.id(), response.status());
      leg = turn.leg(leg.id());
    }
    if (expected && settle(turn, leg, response.cseq(), !response.isSuccess())) {
      if (response.isSuccess()) {
        confirm(turn, leg, response);
      }
      tell(turn, event);
      return;
    }
    if (response.isSuccess()) {
      stray(turn, leg.id(), response);
    }
  }

  /**
   * Our INVITE has its final response.
   *
   * @return whether a flow still cares
   */
  private static boolean settle(Turn turn, SipLeg leg, long cseq, boolean failure) {
    if (leg.clientInvite() == null || leg.clientInvite().cseq() != cseq) {
      return false;
    }
    turn.stop(LegActions.timerC(leg.id()));
    var settled = leg.withClientInvite(null);
    boolean over = leg.phase() == SipLeg.Phase.CANCELLED;
    boolean opening = leg.phase() == SipLeg.Phase.INVITING;
    turn.put(over || (opening && failure) ? LegActions.over(settled, SipLeg.Phase.ENDED) : settled);
    return opening || leg.phase() == SipLeg.Phase.CONFIRMED;
  }

  /** A 422 that says by how much: the INVITE is said again, and no flow hears of it (§7.3). */
  private static boolean wantsLonger(SipLeg leg, IncomingResponse response) {
    return response.status() == 422
        && leg.isOpen()
        && !leg.clientInvite().cancelled()
        && !Keepalive.isProbe(leg, response.cseq())
        && leg.liveness().raised(SessionTimers.minimum(response)) != leg.liveness();
  }

  /** The first 2xx: its dialog is the leg's, and every other one has lost. */
  private static void confirm(Turn turn, SipLeg leg, IncomingResponse response) {
    if (leg.confirmed() == null) {
      var winner = LegActions.learn(turn, leg.id(), response, Dialog.Phase.CONFIRMED);
      turn.put(
          LegActions.over(turn.leg(leg.id()), SipLeg.Phase.CONFIRMED)
              .withDialog(winner.withPhase(Dialog.Phase.CONFIRMED)));
    }
    refreshed(turn, leg.id(), response);
  }

  /** A 2xx to our INVITE or UPDATE: its Contact is the peer's, and the session begins anew. */
  static void refreshed(Turn turn, LegId id, IncomingResponse success) {
    var leg = turn.leg(id);
    var liveness = SessionTimers.accepted(leg.liveness(), success, turn.settings());
    turn.put(
        leg.withDialog(leg.confirmed().withRemoteTarget(success.contactUri()))
            .withLiveness(liveness));
    Keepalive.renew(turn, id);
  }

  /** A 2xx that is repeated or lost the race. */
  private static void stray(Turn turn, LegId id, IncomingResponse response) {
    var leg = turn.leg(id);
    var dialog = leg.byRemoteTag(response.toTag());
    long cseq = response.cseq();
    if (dialog != null && dialog.ack() != null && dialog.ack().cseq() >= cseq) {
      boolean last = dialog.ack().cseq() == cseq;
      LegActions.acknowledgeAgain(turn, id, dialog, cseq, last ? dialog.ack().body() : null);
      return;
    }
    if (dialog != null && dialog.phase() == Dialog.Phase.CONFIRMED) {
      // its ACK waits for the other side's answer
      return;
    }
    if (cseq != leg.openingCseq()) {
      if (dialog != null) {
        LegActions.acknowledge(turn, id, dialog, cseq, null);
      }
      return;
    }
    if (dialog == null) {
      turn.put(leg.withRoomForDialog());
    }
    var learned = LegActions.learn(turn, id, response, Dialog.Phase.ENDED);
    LegActions.acknowledge(turn, id, learned, cseq, null);
    LegActions.bye(turn, id, learned, Map.of());
  }
}
