package io.tandem.call.flow;

import io.tandem.call.leg.Body;
import io.tandem.call.leg.ClientInvite;
import io.tandem.call.leg.Dialog;
import io.tandem.call.leg.IncomingRequest;
import io.tandem.call.leg.IncomingResponse;
import io.tandem.call.leg.Liveness;
import io.tandem.call.leg.OutgoingRequest;
import io.tandem.call.leg.OutgoingResponse;
import io.tandem.call.leg.SipLeg;
import io.tandem.call.leg.Unacknowledged;
import io.tandem.id.LegId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** What can be done on a leg: each verb changes the leg and says it on the wire. */
final class LegActions {
  private LegActions() {}

  /** Adds the caller's leg, with the dialog of which its forks are copies (§12.1.1). */
  static void accept(Turn turn, LegId id, IncomingRequest invite) {
    var contact = invite.recordRoutes().isEmpty() ? Way.toContact(invite) : null;
    var way = contact == null ? invite.flow() : contact;
    var liveness = SessionTimers.agreed(Liveness.UNKNOWN, invite, turn.settings());
    var history = turn.begin(invite.headers().get("User-Agent"));
    var leg = SipLeg.incoming(id, invite, way, liveness, history);
    turn.put(
        leg.withDialog(
            new Dialog(
                turn.tag(id, 0),
                0,
                invite.fromTag() == null ? "" : invite.fromTag(),
                Dialog.Phase.EARLY,
                invite.cseq(),
                leg.peer().target(),
                invite.recordRoutes(),
                null)));
  }

  /** Sends the INVITE that opens the leg {@code id}; {@code path} is its preloaded route set. */
  static void invite(
      Turn turn,
      LegId id,
      List<String> path,
      int maxForwards,
      Body offer,
      Map<String, String> headers) {
    var leg = turn.leg(id);
    var asked = SessionTimers.asked(leg, turn.settings(), headers);
    send(turn, id, Outgoing.on(turn, leg).invite(path, maxForwards, offer, asked));
  }

  /**
   * Sends an INVITE inside the confirmed dialog of {@code id}.
   *
   * @return its CSeq number
   */
  static long reinvite(Turn turn, LegId id, Body offer) {
    var leg = turn.leg(id).withNextCseq();
    turn.put(leg);
    var asked = SessionTimers.asked(leg, turn.settings(), Map.of());
    send(turn, id, Outgoing.on(turn, leg).within(leg.confirmed(), "INVITE", offer, asked));
    return leg.localCseq();
  }

  /** Says our INVITE of {@code id} once more, by the leg's flow and with another session timer. */
  static void inviteAgain(Turn turn, LegId id, OutgoingRequest invite) {
    var leg = turn.leg(id).withNextCseq();
    boolean opening = leg.phase() == SipLeg.Phase.INVITING;
    turn.put(opening ? leg.withOpening() : leg);
    var asked = SessionTimers.asked(leg, turn.settings(), invite.headers());
    send(turn, id, invite.again(leg.flow(), leg.localCseq(), asked));
  }

  private static void send(Turn turn, LegId id, OutgoingRequest invite) {
    turn.put(turn.leg(id).withClientInvite(ClientInvite.of(invite)));
    turn.add(new Effect.Request(invite));
    startTimerC(turn, id);
  }

  /**
   * Sends a request other than INVITE inside the confirmed dialog of {@code id}.
   *
   * @return its CSeq number
   */
  static long request(Turn turn, LegId id, String method, Body body) {
    var leg = turn.leg(id).withNextCseq();
    turn.put(leg);
    boolean refreshes = "UPDATE".equals(method);
    Map<String, String> none = Map.of();
    var headers = refreshes ? SessionTimers.asked(leg, turn.settings(), none) : none;
    turn.add(
        new Effect.Request(Outgoing.on(turn, leg).within(leg.confirmed(), method, body, headers)));
    return leg.localCseq();
  }

  /** Gives our INVITE up, if it still waits for a final response. */
  static void cancel(Turn turn, LegId id, Map<String, String> headers) {
    var leg = turn.leg(id);
    var invite = leg.clientInvite();
    if (invite == null || invite.cancelled()) {
      return;
    }
    var given = leg.withClientInvite(invite.given(headers));
    if (leg.phase() == SipLeg.Phase.INVITING) {
      given = given.withPhase(SipLeg.Phase.CANCELLED);
      turn.add(new Effect.Release(id));
    }
    turn.put(given);
    turn.stop(timerC(id));
    turn.add(new Effect.Cancel(id, invite.cseq(), invite.flow(), headers));
  }

  /** Notes the dialog that a response to an initial INVITE makes or changes (§12.1.2). */
  static Dialog learn(Turn turn, LegId id, IncomingResponse response, Dialog.Phase phase) {
    var leg = turn.leg(id);
    var known = leg.byRemoteTag(response.toTag());
    var routeSet = new ArrayList<>(response.recordRoutes());
    Collections.reverse(routeSet);
    var dialog =
        new Dialog(
                known == null ? leg.peer().localTag() : known.localTag(),
                0,
                response.toTag() == null ? "" : response.toTag(),
                phase,
                known == null ? Dialog.NO_CSEQ : known.remoteCseq(),
                known == null ? leg.peer().target() : known.remoteTarget(),
                routeSet,
                null)
            .withRemoteTarget(response.contactUri());
    turn.put(leg.withDialog(dialog));
    return dialog;
  }

  /** Acknowledges the 2xx to our INVITE with {@code cseq}. */
  static void acknowledge(Turn turn, LegId id, Dialog dialog, long cseq, Body answer) {
    turn.put(turn.leg(id).withDialog(dialog.withAck(new Dialog.Ack(cseq, answer))));
    acknowledgeAgain(turn, id, dialog, cseq, answer);
  }

  /** Acknowledges a 2xx that is repeated (§13.2.2.4). */
  static void acknowledgeAgain(Turn turn, LegId id, Dialog dialog, long cseq, Body answer) {
    turn.add(new Effect.Acknowledge(Outgoing.on(turn, turn.leg(id)).ack(dialog, cseq, answer)));
  }

  /**
   * Sends a provisional response in the caller's early dialog {@code variant}, reliably if it wants
   * that.
   */
  static void progress(
      Turn turn, LegId id, int variant, int status, Body body, Map<String, String> headers) {
    var dialog = fork(turn, id, variant);
    var response = new OutgoingResponse(status, null, dialog.localTag(), body, headers);
    if (!Prack.send(turn, variant, response)) {
      turn.respond(turn.leg(id).serverInvite().transaction(), response);
    }
  }

  /** Answers the INVITE that opened {@code id} with 200 in the dialog {@code variant}. */
  static void answer(Turn turn, LegId id, int variant, Body body) {
    var dialog = fork(turn, id, variant);
    succeed(turn, id, dialog.localTag(), Prack.answer(turn, variant, body));
    turn.put(
        over(turn.leg(id), SipLeg.Phase.CONFIRMED)
            .withDialog(dialog.withPhase(Dialog.Phase.CONFIRMED)));
  }

  /**
   * Answers what waits on {@code id} with 200; that of an INVITE is repeated until its ACK comes.
   * Only now its Contact is the peer's, and its session timer counts: what is refused changes
   * nothing (RFC 6141 §4.6).
   */
  static void succeed(Turn turn, LegId id, String tag, Body body) {
    var leg = turn.leg(id);
    var invite = leg.serverInvite();
    var headers = SessionTimers.answered(invite.liveness());
    var response = new OutgoingResponse(200, null, tag, body, headers).by(invite.answerBy());
    if (leg.confirmed() != null) {
      leg = leg.withDialog(leg.confirmed().withRemoteTarget(invite.contactUri()));
      leg = invite.way() == null ? leg : leg.withFlow(invite.way());
    }
    turn.put(leg.withServerInvite(null).withLiveness(invite.liveness()));
    if (invite.isAcknowledged()) {
      var waiting =
          Unacknowledged.first(
              invite, response, turn.settings().timerT1(), leg.phase() == SipLeg.Phase.INVITING);
      turn.put(turn.leg(id).withUnacknowledged(waiting));
      turn.settled(id, response.status());
      turn.start(success(id), waiting.interval());
    }
    turn.respond(invite.transaction(), response);
    Keepalive.renew(turn, id);
  }

  /** Refuses the INVITE that waits on {@code id}, if one does; ends the leg if it opened it. */
  static void refuse(Turn turn, LegId id, Outcome.FinalResponse response) {
    var leg = turn.leg(id);
    if (leg.serverInvite() == null) {
      return;
    }
    var dialog = leg.confirmed() == null ? leg.dialogs().get(0) : leg.confirmed();
    boolean opening = leg.phase() == SipLeg.Phase.INVITING;
    var answered = leg.withServerInvite(null);
    turn.put(opening ? over(answered, SipLeg.Phase.ENDED) : answered);
    turn.settled(id, response.status());
    turn.respond(
        leg.serverInvite().transaction(),
        new OutgoingResponse(
                response.status(), response.reason(), dialog.localTag(), null, response.headers())
            .by(leg.serverInvite().answerBy()));
  }

  /** Ends a leg in the way that its state asks for; does nothing if it is over. */
  static void hangUp(Turn turn, LegId id, Map<String, String> headers) {
    switch (turn.leg(id).phase()) {
      case INVITING -> {
        cancel(turn, id, headers);
        refuse(turn, id, Outcome.FinalResponse.of(480, headers));
      }
      case CONFIRMED -> {
        refuse(turn, id, Outcome.FinalResponse.of(487));
        var leg = turn.leg(id);
        if (leg.unacknowledged() != null) {
          turn.put(leg.withPhase(SipLeg.Phase.CLOSING));
        } else {
          bye(turn, id, leg.confirmed(), headers);
        }
      }
      case CANCELLED, CLOSING, ENDED -> {}
    }
  }

  /** Sends BYE in {@code dialog}. When that was the leg's confirmed one, the leg is over. */
  static void bye(Turn turn, LegId id, Dialog dialog, Map<String, String> headers) {
    var leg = turn.leg(id).withNextCseq();
    var bye = Outgoing.on(turn, leg).within(dialog, "BYE", null, headers);
    turn.add(new Effect.Request(bye));
    var said = leg.withByes(leg.byes() + 1);
    if (dialog.phase() == Dialog.Phase.CONFIRMED) {
      turn.stop(timerC(id)); // a pending INVITE of ours ends with the dialog (§15.1.2)
      turn.put(over(said, SipLeg.Phase.ENDED).withBye(bye));
      Following.watch(turn, id);
    } else {
      turn.put(said.withDialog(said.byRemoteTag(dialog.remoteTag()).withPhase(Dialog.Phase.ENDED)));
    }
  }

  /**
   * Says the BYE that ended the leg once more, by the leg's flow.
   *
   * @param instead whether the first one has failed, so that no answer to it is waited for
   */
  static void byeAgain(Turn turn, LegId id, boolean instead) {
    var leg = turn.leg(id).withNextCseq();
    var bye = leg.bye().again(leg.flow(), leg.localCseq(), leg.bye().headers());
    turn.add(new Effect.Request(bye));
    turn.put(leg.withBye(bye).withByes(instead ? leg.byes() : leg.byes() + 1));
  }

  /** The leg with all its dialogs ended. */
  static SipLeg over(SipLeg leg, SipLeg.Phase phase) {
    return leg.mapDialogs(dialog -> dialog.withPhase(Dialog.Phase.ENDED)).withPhase(phase);
  }

  /**
   * Starts Timer C of our INVITE on {@code id}, again at each provisional response. A phone may
   * ring as long as its extension says, however long that is.
   */
  static void startTimerC(Turn turn, LegId id) {
    var patience = turn.settings().timerC();
    var ringTime = turn.call().subject().route().ringTime();
    boolean rings = turn.leg(id).phase() == SipLeg.Phase.INVITING;
    boolean longer = rings && ringTime.compareTo(patience) > 0;
    turn.start(timerC(id), longer ? ringTime : patience);
  }

  static CallTimer timerC(LegId leg) {
    return new CallTimer(CallTimer.Kind.TIMER_C, leg);
  }

  static CallTimer success(LegId leg) {
    return new CallTimer(CallTimer.Kind.SUCCESS, leg);
  }

  /** The caller's early dialog {@code variant}, made when it is first needed. */
  private static Dialog fork(Turn turn, LegId id, int variant) {
    var leg = turn.leg(id);
    var known = leg.byVariant(variant);
    if (known != null) {
      return known;
    }
    var dialog = leg.dialogs().get(0).fork(turn.tag(id, variant), variant);
    turn.put(leg.withDialog(dialog));
    return dialog;
  }
}
