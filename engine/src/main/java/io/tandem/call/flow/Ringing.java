package io.tandem.call.flow;

import io.tandem.call.flow.Outcome.FinalResponse;
import io.tandem.call.leg.Body;
import io.tandem.call.leg.Dialog;
import io.tandem.call.leg.Peer;
import io.tandem.call.leg.RequestFailure;
import io.tandem.call.leg.SipLeg;
import io.tandem.cdr.EndCause;
import io.tandem.cdr.EndReason;
import io.tandem.id.LegId;
import io.tandem.registrar.Binding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The callee's phones ring, those with the same q at once, and the first 2xx wins (RFC 3261 §16.7,
 * as a back-to-back user agent does it). Towards the caller every fork is an early dialog of its
 * own.
 *
 * @param stages the phones that do not ring yet
 * @param forks the early dialogs so far
 * @param refusals the final responses so far, as the caller would hear them
 */
public record Ringing(
    Invitation invitation, Stages stages, Forks forks, List<FinalResponse> refusals)
    implements CallFlow {
  /** More phones than this do not ring: what one call may cost, and what a leg's number holds. */
  static final int MAX_PHONES = 32;

  /** Stands in the Call-ID's token in place of a variant, so that it equals no tag. */
  private static final int CALL_ID = 0xffff;

  /** RFC 3323 §4.1. */
  private static final String ANONYMOUS = "sip:anonymous@anonymous.invalid";

  private static final Set<Integer> RELAYED = Set.of(180, 181, 182, 183);

  private static final CallTimer STAGE_TIME = CallTimer.of(CallTimer.Kind.STAGE_TIME);
  private static final CallTimer SILENCE = CallTimer.of(CallTimer.Kind.SILENCE);

  /** In T1, 8 s as a rule: a phone that is there has had the INVITE five times until then. */
  private static final int SILENT = 16;

  /** The list is copied. */
  public Ringing {
    refusals = List.copyOf(refusals);
  }

  /** To the first {@link #MAX_PHONES} of the bindings. */
  static Ringing of(Invitation invitation, List<Binding> bindings, Duration ringTime) {
    var phones = bindings.subList(0, Math.min(MAX_PHONES, bindings.size()));
    return new Ringing(invitation, Stages.of(phones, ringTime), Forks.NONE, List.of());
  }

  @Override
  public String label() {
    return "RINGING";
  }

  /** Invites the phones of the next stage. Their legs are there before the first can fail. */
  void ringNext(Turn turn) {
    var rest = stages.rest();
    if (rest.isEmpty()) {
      turn.stop(STAGE_TIME);
    } else {
      turn.start(STAGE_TIME, rest.each());
    }
    if (stages.first().size() > 1) {
      turn.start(SILENCE, turn.settings().timerT1().multipliedBy(SILENT));
    } else {
      turn.stop(SILENCE);
    }
    var invitations = new ArrayList<Event.Inviting>();
    var lost = new ArrayList<LegId>(0);
    for (var binding : stages.first()) {
      var id = turn.nextLegId();
      if (binding.pulse().state().isLost()) {
        lost.add(id);
      }
      turn.put(
          SipLeg.outgoing(
              id, peer(turn, id, binding), Way.to(binding), turn.begin(binding.userAgent())));
      invitations.add(new Event.Inviting(id, binding.path()));
    }
    turn.become(new Ringing(invitation, rest, forks.withLost(lost), refusals));
    for (var inviting : invitations) {
      if (invitation.offer() == null) {
        invite(turn, inviting, null);
      } else {
        turn.add(
            new Effect.AnchorOffer(LegId.CALLER, inviting.leg(), invitation.offer(), inviting));
      }
    }
  }

  /** The stage under way has a time of its own unless it is the last. */
  private void stopStage(Turn turn) {
    turn.stop(SILENCE);
    if (!stages.isEmpty()) {
      turn.stop(STAGE_TIME);
    }
  }

  private static Peer peer(Turn turn, LegId id, Binding binding) {
    var subject = turn.call().subject();
    String at = "@" + subject.domain();
    boolean hidden = subject.anonymous();
    return new Peer(
        turn.tag(id, CALL_ID),
        turn.tag(id, 0),
        hidden ? ANONYMOUS : "sip:" + subject.caller() + at,
        hidden ? "Anonymous" : subject.callerDisplayName(),
        "sip:" + subject.route().extension() + at,
        binding.contact(),
        binding.id());
  }

  private void invite(Turn turn, Event.Inviting inviting, Body offer) {
    LegActions.invite(
        turn,
        inviting.leg(),
        inviting.path(),
        invitation.maxForwards(),
        offer,
        invitation.headers());
  }

  @Override
  public void responded(Turn turn, Event.Responded event) {
    var response = event.response();
    if (!"INVITE".equals(response.method())) {
      return;
    }
    if (response.isProvisional()) {
      progress(turn, event);
    } else if (response.isSuccess()) {
      answered(turn, event);
    } else {
      turn.add(new Effect.Release(event.leg()));
      failed(turn, ResponseChoice.translate(response));
    }
  }

  /** 18x: without a description it is relayed at once, with one when that is rewritten. */
  private void progress(Turn turn, Event.Responded event) {
    var response = event.response();
    if (!RELAYED.contains(response.status()) || !forks.haveRoomFor(event)) {
      return;
    }
    var leg = turn.leg(event.leg());
    boolean known = leg.byRemoteTag(response.toTag()) != null;
    if (!known && leg.dialogs().size() >= SipLeg.MAX_DIALOGS) {
      return;
    }
    if (response.toTag() != null) {
      LegActions.learn(turn, event.leg(), response, Dialog.Phase.EARLY);
    }
    // The offer in an unreliable 18x would be a preview of the 2xx's, which counts (§13.2.1).
    boolean answers = response.sdp() != null && invitation.offer() != null;
    remember(turn, event, answers ? response.sdp() : null);
    if (answers) {
      turn.add(new Effect.AnchorAnswer(event.leg(), LegId.CALLER, response.sdp(), event));
    } else {
      relay(turn, event, null);
    }
  }

  private static void relay(Turn turn, Event.Responded event, Body body) {
    var ringing = (Ringing) turn.topmost();
    var response = event.response();
    turn.ringing(event.leg());
    turn.ringing(LegId.CALLER);
    LegActions.progress(
        turn,
        LegId.CALLER,
        ringing.forks.variantOf(event),
        response.status(),
        body,
        AlertInfo.in(response.headers()));
  }

  /** A 2xx: the others stop at once; the caller hears of it when the description is rewritten. */
  private void answered(Turn turn, Event.Responded event) {
    if (Prack.holdsBack(turn, event, forks.variantOf(event))) {
      stopStage(turn);
      turn.become(new Ringing(invitation, stages.none(), forks, refusals));
      cancelOthers(turn, event.leg(), Reason.ANSWERED_ELSEWHERE);
      return;
    }
    String sdp = event.response().sdp();
    if (invitation.offer() == null) {
      if (sdp == null) {
        unusable(turn, event.leg(), FinalResponse.of(500));
      } else {
        turn.add(new Effect.AnchorOffer(event.leg(), LegId.CALLER, sdp, event));
      }
      return;
    }
    if (sdp == null) {
      sdp = forks.answerOf(event);
    }
    if (sdp == null) {
      unusable(turn, event.leg(), FinalResponse.of(500));
    } else {
      turn.add(new Effect.AnchorAnswer(event.leg(), LegId.CALLER, sdp, event));
    }
  }

  @Override
  public void anchored(Turn turn, Event.Anchored event) {
    if (event.cause() instanceof Event.Inviting inviting) {
      invite(turn, inviting, event.body());
    } else if (event.cause() instanceof Event.Responded responded) {
      if (responded.response().isProvisional()) {
        relay(turn, responded, event.body());
      } else {
        take(turn, responded, event.body());
      }
    }
  }

  /** The winner is known and its description is fit for the caller. */
  private void take(Turn turn, Event.Responded event, Body body) {
    var id = event.leg();
    cancelOthers(turn, id, Reason.ANSWERED_ELSEWHERE);
    boolean offered = invitation.offer() != null;
    if (offered) {
      LegActions.acknowledge(turn, id, turn.leg(id).confirmed(), event.response().cseq(), null);
    }
    remember(turn, event, null);
    int variant = ((Ringing) turn.topmost()).forks.variantOf(event);
    LegActions.answer(turn, LegId.CALLER, Math.max(0, variant), body);
    if (offered) {
      turn.add(new Effect.Connect(LegId.CALLER, id));
    }
    stopStage(turn);
    turn.answered();
    turn.finish(new Outcome.Answered(id, !offered));
  }

  @Override
  public void refused(Turn turn, Event.Refused event) {
    var response = FinalResponse.of(event.status(), event.headers());
    if (event.cause() instanceof Event.Inviting inviting) {
      var leg = turn.leg(inviting.leg());
      turn.put(LegActions.over(leg.withClientInvite(null), SipLeg.Phase.ENDED));
      failed(turn, response);
    } else if (event.cause() instanceof Event.Responded responded) {
      if (responded.response().isProvisional()) {
        relay(turn, responded, null);
      } else {
        unusable(turn, responded.leg(), FinalResponse.of(488)); // its Warning is not for the caller
      }
    }
  }

  private void unusable(Turn turn, LegId id, FinalResponse meaning) {
    dismiss(turn, id, Reason.of(meaning.status(), "Unusable SDP"));
    failed(turn, meaning);
  }

  /** The phone accepted, but we cannot: acknowledge, then BYE (§13.2.2.4). */
  private static void dismiss(Turn turn, LegId id, Map<String, String> headers) {
    LegActions.acknowledge(turn, id, turn.leg(id).confirmed(), turn.leg(id).openingCseq(), null);
    LegActions.bye(turn, id, turn.leg(id).confirmed(), headers);
    turn.add(new Effect.Release(id));
  }

  @Override
  public void requestFailed(Turn turn, Event.RequestFailed event) {
    if ("INVITE".equals(event.method())) {
      turn.add(new Effect.Release(event.leg()));
      boolean silent = event.failure() == RequestFailure.TIMEOUT;
      var lost = forks.withLost(List.of(event.leg()));
      new Ringing(invitation, stages, lost, refusals)
          .failed(turn, FinalResponse.of(silent ? 408 : 480).because(EndCause.UNREACHABLE));
    }
  }

  private void failed(Turn turn, FinalResponse refusal) {
    var all = new ArrayList<>(refusals);
    all.add(refusal);
    var next = new Ringing(invitation, stages, forks, all);
    turn.become(next);
    next.goOn(turn, refusal.status() >= 600);
  }

  /** Where nobody is awaited any more, the next phones ring, or the caller hears the refusal. */
  private void goOn(Turn turn, boolean decided) {
    boolean silent = turn.call().legs().stream().noneMatch(leg -> isAwaited(turn, leg));
    if (silent && !decided && !stages.isEmpty()) {
      ringNext(turn);
    } else if (silent || decided) {
      var best = ResponseChoice.best(refusals);
      giveUp(turn, best, ResponseChoice.reason(best), Reason.in(best.headers()));
    }
  }

  /** Phones that do not even ring by now hold up no refusal of those that are there. */
  private void silent(Turn turn) {
    var lost = new ArrayList<LegId>();
    for (var leg : turn.call().legs()) {
      if (leg.clientInvite() != null && !forks.haveOneOf(leg.id())) {
        lost.add(leg.id());
      }
    }
    var next = new Ringing(invitation, stages, forks.withLost(lost), refusals);
    turn.become(next);
    if (!refusals.isEmpty()) {
      next.goOn(turn, false);
    }
  }

  @Override
  public void timerFired(Turn turn, Event.TimerFired event) {
    switch (event.timer().kind()) {
      case TIMER_C -> {
        LegActions.cancel(turn, event.timer().leg(), Map.of());
        failed(turn, FinalResponse.of(408).because(EndCause.RUNG_OUT));
      }
      case STAGE_TIME -> {
        cancelOthers(turn, LegId.CALLER, Reason.NO_ANSWER);
        failed(turn, ResponseChoice.RUNG_OUT);
      }
      case SILENCE -> silent(turn);
      case EXPIRES ->
          giveUp(
              turn,
              FinalResponse.of(487).because(EndCause.RUNG_OUT),
              EndReason.NO_ANSWER,
              Reason.NO_ANSWER);
      default -> giveUp(turn, ResponseChoice.RUNG_OUT, EndReason.NO_ANSWER, Reason.NO_ANSWER);
    }
  }

  @Override
  public void cancelled(Turn turn, Event.Cancelled event) {
    giveUp(turn, FinalResponse.of(487), EndReason.CANCELLED, Reason.in(event.headers()));
  }

  /** BYE in an early dialog (§15): the caller gives up, or a phone does what it may not. */
  @Override
  public void requested(Turn turn, Event.Requested event) {
    if (!"BYE".equals(event.request().method())) {
      turn.put(turn.leg(event.leg()).withServerInvite(null)); // of a phone whose 2xx is held back
      Requests.reject(turn, event, 500);
    } else if (event.leg().equals(LegId.CALLER)) {
      giveUp(turn, FinalResponse.of(487), EndReason.CANCELLED, Map.of());
    } else {
      LegActions.cancel(turn, event.leg(), Map.of());
      failed(turn, FinalResponse.of(480).because(EndCause.REFUSED));
    }
  }

  /** The caller has never acknowledged what it wanted reliable (RFC 3262 §3). */
  @Override
  public void unacknowledged(Turn turn, Event.Unacknowledged event) {
    giveUp(turn, FinalResponse.of(504), EndReason.FAILED, Reason.NO_PRACK);
  }

  @Override
  public void hungUp(Turn turn, Event.HungUp event) {
    var reason = Reason.of(480, event.text());
    giveUp(turn, FinalResponse.of(480, reason), event.reason(), reason);
  }

  private void giveUp(
      Turn turn, FinalResponse response, EndReason reason, Map<String, String> headers) {
    stopStage(turn);
    cancelOthers(turn, LegId.CALLER, headers);
    for (var leg : turn.call().legs()) {
      if (leg.phase() == SipLeg.Phase.CONFIRMED) {
        dismiss(turn, leg.id(), headers);
      }
    }
    turn.finish(new Outcome.NotAnswered(response, reason));
  }

  private static void cancelOthers(Turn turn, LegId but, Map<String, String> headers) {
    for (var leg : turn.call().legs()) {
      if (!leg.id().equals(but)) {
        LegActions.cancel(turn, leg.id(), headers);
      }
    }
  }

  /**
   * Phones that are known not to be there are waited for only where there are no others. One that
   * has answered is, while its description is rewritten.
   */
  private boolean isAwaited(Turn turn, SipLeg leg) {
    if (leg.phase() == SipLeg.Phase.CONFIRMED) {
      return true;
    }
    boolean invited = leg.clientInvite() != null && leg.phase() == SipLeg.Phase.INVITING;
    return invited
        && (!forks.lost().contains(leg.id())
            || turn.call().legs().stream().allMatch(this::isCallersOrLost));
  }

  private boolean isCallersOrLost(SipLeg leg) {
    return leg.id().equals(LegId.CALLER) || forks.lost().contains(leg.id());
  }

  /** Gives the response's dialog its place among the forks, and keeps its last description. */
  private void remember(Turn turn, Event.Responded event, String answer) {
    turn.become(new Ringing(invitation, stages, forks.with(event, answer), refusals));
  }
}
