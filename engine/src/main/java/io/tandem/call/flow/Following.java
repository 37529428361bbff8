package io.tandem.call.flow;

import io.tandem.call.leg.Dialog;
import io.tandem.call.leg.IncomingRequest;
import io.tandem.call.leg.IncomingResponse;
import io.tandem.call.leg.Pursuit;
import io.tandem.call.leg.Pursuit.Undelivered;
import io.tandem.call.leg.SipLeg;
import io.tandem.id.LegId;
import io.tandem.registrar.Binding;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How a leg follows its phone to another flow: another network, another port of a NAT, a new
 * connection. A request in its dialog shows the way, and so does an answer that comes by another
 * connection. When something does not reach the phone, or it does not acknowledge our 2xx, the
 * registrar is asked for the flow of its binding, and what can be said again is said there. Behind
 * a route set there is a proxy, whose way is the route set.
 */
final class Following {
  /** A BYE is repeated so often to a phone that may have gone, before somebody asks where to. */
  private static final int PATIENCE = 4;

  /** Stands for our 2xx to an INVITE among the methods of what may not have reached the phone. */
  private static final String SUCCESS = "2xx";

  /**
   * After so many T1, each a sum of the intervals of RFC 3261 §13.3.1.4, somebody asks where a
   * caller is that acknowledges nothing: as the second and as the fourth repetition goes out.
   */
  private static final Set<Long> ASKED_AFTER = Set.of(7L, 23L);

  private Following() {}

  /** The leg after {@code request} in {@code dialog}, which is in order. */
  static SipLeg heard(SipLeg leg, Dialog dialog, IncomingRequest request) {
    var from = request.flow();
    boolean moved = !leg.flow().equals(from) && dialog.routeSet().isEmpty();
    if (!moved || isAtContact(leg.flow(), dialog.remoteTarget(), from)) {
      return leg;
    }
    var there = leg.withFlow(from);
    var invite = leg.serverInvite();
    boolean its = invite != null && invite.cseq() == request.cseq();
    return invite == null || its ? there : there.withServerInvite(invite.movedTo(from));
  }

  /**
   * A phone without NAT that sends from one port and listens on another, its Contact's, is still
   * reached there.
   */
  private static boolean isAtContact(Flow known, String contact, Flow from) {
    if (known.transport() != Transport.UDP || from.transport() != Transport.UDP) {
      return false;
    }
    var listening = Way.addressOf(contact, Transport.UDP);
    return known.remote().equals(listening)
        && from.remote().getAddress().equals(listening.getAddress());
  }

  /**
   * The leg after a response to our INVITE: a phone that has connected anew answers by that. Over
   * UDP one may answer from another port than it listens on; but whose 2xx comes again has not had
   * our ACK, and is where that comes from, unless it is called at its Contact.
   */
  static SipLeg heard(SipLeg leg, IncomingResponse response) {
    var flow = response.flow();
    boolean connected = flow.transport() == Transport.TCP;
    boolean moved = connected || isAgain(leg, response) && !isAtContact(leg, response);
    if (!moved || !response.recordRoutes().isEmpty() || flow.equals(leg.flow())) {
      return leg;
    }
    var invite = leg.clientInvite();
    boolean its = invite != null && invite.cseq() == response.cseq();
    var there = leg.withFlow(flow);
    return its ? there.withClientInvite(invite.by(flow)) : there;
  }

  /** Whether it is the 2xx that we have acknowledged. */
  private static boolean isAgain(SipLeg leg, IncomingResponse response) {
    var dialog = leg.confirmed();
    boolean ours = dialog != null && dialog.remoteTag().equals(response.toTag());
    return ours && dialog.ack() != null && dialog.ack().cseq() == response.cseq();
  }

  /** At the Contact of its answer, or at the one that it was called by. */
  private static boolean isAtContact(SipLeg leg, IncomingResponse response) {
    return isAtContact(leg.flow(), leg.confirmed().remoteTarget(), response.flow())
        || isAtContact(leg.flow(), leg.peer().target(), response.flow());
  }

  /** Somebody should ask where the phone is if it does not answer this BYE soon. */
  static void watch(Turn turn, LegId id) {
    var patience = turn.settings().timerT1().multipliedBy(PATIENCE);
    turn.start(timer(id), patience);
  }

  static void answered(Turn turn, LegId id) {
    turn.stop(timer(id));
  }

  private static CallTimer timer(LegId id) {
    return new CallTimer(CallTimer.Kind.UNANSWERED_BYE, id);
  }

  /** Our BYE had no answer so far. */
  static void fired(Turn turn, LegId id) {
    var leg = turn.leg(id);
    if (leg != null && leg.byes() > 0 && leg.bye() != null && leg.bye().routes().isEmpty()) {
      seek(turn, leg, new Undelivered("BYE", leg.bye().cseq(), null, leg.bye().flow()));
    }
  }

  /**
   * Our 2xx has been said again. A caller that does not acknowledge it may have moved since it
   * called; the sender of a later request was where that came from.
   */
  static void repeated(Turn turn, LegId id) {
    var leg = turn.leg(id);
    var waiting = leg.unacknowledged();
    boolean direct = leg.confirmed() != null && leg.confirmed().routeSet().isEmpty();
    boolean due = ASKED_AFTER.contains(waiting.waited().dividedBy(turn.settings().timerT1()));
    if (direct && waiting.opening() && due && leg.pursuit() == null) {
      seek(turn, leg, new Undelivered(SUCCESS, waiting.cseq(), null, waiting.response().way()));
    }
  }

  /**
   * Whether a request that failed waits for what the registrar says; {@code false} when the failure
   * counts at once.
   */
  static boolean pursue(Turn turn, SipLeg leg, Event.RequestFailed event) {
    if (!isWorthIt(leg, event)) {
      return false;
    }
    var by =
        switch (event.method()) {
          case "BYE" -> leg.bye().flow();
          case "INVITE", "CANCEL" -> leg.clientInvite().flow();
          default -> leg.flow();
        };
    seek(turn, leg, new Undelivered(event.method(), event.cseq(), event.failure(), by));
    return true;
  }

  private static boolean isWorthIt(SipLeg leg, Event.RequestFailed event) {
    var invite = leg.clientInvite();
    boolean invites = invite != null && invite.cseq() == event.cseq();
    return switch (event.method()) {
      case "BYE" ->
          leg.bye() != null && leg.bye().cseq() == event.cseq() && leg.bye().routes().isEmpty();
      case "CANCEL" -> invites && invite.cancelled() && invite.request().routes().isEmpty();
      case "INVITE" -> isTalking(leg) && invites && !invite.cancelled();
      case "PRACK" -> false;
      default -> isTalking(leg);
    };
  }

  private static boolean isTalking(SipLeg leg) {
    return leg.phase() == SipLeg.Phase.CONFIRMED && leg.confirmed().routeSet().isEmpty();
  }

  private static void seek(Turn turn, SipLeg leg, Undelivered what) {
    var before = leg.pursuit();
    if (before == null) {
      turn.put(leg.withPursuit(Pursuit.of(leg.flow(), what)));
      var subject = turn.call().subject();
      boolean caller = leg.id().equals(LegId.CALLER);
      var extension = caller ? subject.caller() : subject.route().extension();
      turn.add(new Effect.Pursue(leg.id(), extension));
    } else {
      turn.put(leg.withPursuit(before.with(what)));
    }
  }

  /**
   * The registrar has answered. The leg may have moved since the request was sent, or while the
   * registrar was asked: what matters is whether its way is another than the request's. It may have
   * ended, too, and then nothing is said but its BYE (RFC 3261 §15.1.1).
   */
  static void found(Turn turn, Event.Found event) {
    var leg = turn.leg(event.leg());
    var pursuit = leg == null ? null : leg.pursuit();
    if (pursuit == null) {
      return;
    }
    turn.put(leg.withPursuit(null));
    var requests = pursuit.undelivered().stream().filter(what -> !isSuccess(what)).toList();
    if (requests.size() < pursuit.undelivered().size()) {
      successAgain(turn, turn.leg(leg.id()), event.bindings());
    }
    if (requests.isEmpty()) {
      return;
    }
    leg = turn.leg(leg.id());
    var bound = leg.flow().equals(pursuit.from()) ? flowOf(leg, event.bindings()) : null;
    var way = bound == null ? leg.flow() : bound;
    turn.put(leg.withFlow(way));
    for (var what : requests) {
      boolean moved = !way.equals(what.by() == null ? pursuit.from() : what.by());
      if (!moved || !again(turn, leg.id(), what)) {
        fail(turn, leg.id(), what);
      }
    }
  }

  private static boolean isSuccess(Undelivered what) {
    return SUCCESS.equals(what.method());
  }

  private static void fail(Turn turn, LegId id, Undelivered what) {
    if (what.failure() != null && !"CANCEL".equals(what.method())) {
      Responses.lost(turn, new Event.RequestFailed(id, what.method(), what.cseq(), what.failure()));
    }
  }

  /** Says it again by the leg's flow; {@code false} when that cannot be done. */
  private static boolean again(Turn turn, LegId id, Undelivered what) {
    var leg = turn.leg(id);
    var invite = leg.clientInvite();
    boolean invites = invite != null && invite.cseq() == what.cseq();
    switch (what.method()) {
      case "BYE" -> {
        if (leg.bye().cseq() != what.cseq()) {
          return false; // said again already
        }
        LegActions.byeAgain(turn, id, what.failure() != null);
        return true;
      }
      case "CANCEL" -> {
        if (invites && leg.phase() != SipLeg.Phase.ENDED) {
          turn.put(leg.withClientInvite(invite.by(leg.flow())));
          turn.add(new Effect.Cancel(id, invite.cseq(), leg.flow(), invite.reason()));
        }
        return true;
      }
      case "INVITE" -> {
        if (!invites || invite.cancelled() || leg.phase() != SipLeg.Phase.CONFIRMED) {
          return false;
        }
        LegActions.inviteAgain(turn, id, invite.request());
        Keepalive.said(turn, id, what.cseq());
        return true;
      }
      default -> {
        return Keepalive.askAgain(turn, id, what.method(), what.cseq());
      }
    }
  }

  /**
   * Says our 2xx by the flow of the caller's binding, if its phone has registered there since it
   * called: it may just be slow, too, and another one must not be taken for it. Only the node that
   * has the INVITE's transaction can answer it.
   */
  private static void successAgain(Turn turn, SipLeg leg, List<Binding> bindings) {
    var waiting = leg.unacknowledged();
    var since = leg.history().startedAt();
    var known =
        one(
            bindings,
            binding ->
                binding.contact().equals(contactOf(leg)) && binding.updatedAt().isAfter(since));
    if (waiting == null || known == null || !known.path().isEmpty()) {
      return;
    }
    var way = Way.to(known);
    if (!way.equals(waiting.response().way()) && way.node().equals(waiting.transaction().node())) {
      var moved = waiting.by(way);
      turn.put(leg.withFlow(way).withUnacknowledged(moved));
      turn.respond(moved.transaction(), moved.response());
    }
  }

  /**
   * The way to the binding that the leg was made for; of a caller's, that of the one with its
   * Contact. Where that does not tell, a phone that is the only one is it.
   */
  private static Flow flowOf(SipLeg leg, List<Binding> bindings) {
    var known = one(bindings, binding -> binding.id().equals(leg.peer().binding()));
    if (known == null) {
      known = one(bindings, binding -> binding.contact().equals(contactOf(leg)));
    }
    if (known == null) {
      known = one(bindings, binding -> true);
    }
    return known == null || !known.path().isEmpty() ? null : Way.to(known);
  }

  private static String contactOf(SipLeg leg) {
    return leg.confirmed() == null ? leg.peer().target() : leg.confirmed().remoteTarget();
  }

  /** The only binding like that, or {@code null}. */
  private static Binding one(List<Binding> bindings, Predicate<Binding> like) {
    Binding only = null;
    for (var binding : bindings) {
      if (like.test(binding)) {
        if (only != null) {
          return null;
        }
        only = binding;
      }
    }
    return only;
  }
}
