package io.tandem.call.flow;

import io.tandem.call.flow.Outcome.FinalResponse;
import io.tandem.call.leg.Body;
import io.tandem.call.leg.IncomingRequest;
import io.tandem.call.leg.IncomingResponse;
import io.tandem.call.leg.OutgoingResponse;
import io.tandem.call.leg.RequestFailure;
import io.tandem.cdr.EndReason;
import io.tandem.id.LegId;
import io.tandem.sip.transaction.TransactionRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Two legs talk. What one asks of the session (hold, resume, another codec) the other one answers:
 * a re-INVITE is relayed end to end, so its 491 goes back to whoever sent it, whose part it is to
 * try again (RFC 3261 §14.1). One at a time, whichever side began it.
 *
 * @param exchange the re-INVITE in progress, or {@code null}
 * @param relays the INFO requests in progress
 * @param hold who holds whom, by the last offers that were accepted and their answers
 */
public record Talking(LegId caller, LegId callee, Exchange exchange, List<Relay> relays, Hold hold)
    implements CallFlow {
  /** More INFO requests than this are not relayed at once. */
  private static final int MAX_RELAYS = 8;

  private static final int UNUSABLE = 488;

  /** A request that was passed on to a leg; its response goes back to {@code transaction}. */
  record Relay(TransactionRef transaction, String tag, LegId to, long cseq) {}

  /** The list is copied. */
  public Talking {
    relays = List.copyOf(relays);
  }

  /**
   * @param exchange what of the call's opening is still to come, or {@code null}
   */
  static Talking between(LegId caller, LegId callee, Exchange exchange) {
    return new Talking(caller, callee, exchange, List.of(), Hold.NONE);
  }

  @Override
  public String label() {
    return hold.isOn() ? "HELD" : "TALKING";
  }

  @Override
  public void requested(Turn turn, Event.Requested event) {
    switch (event.request().method()) {
      case "INVITE", "UPDATE" -> reinvite(turn, event);
      case "INFO" -> pass(turn, event.leg(), event.request());
      default -> {
        boolean byCaller = event.leg().equals(caller);
        var reason = byCaller ? EndReason.CALLER_HANGUP : EndReason.CALLEE_HANGUP;
        over(turn, reason, 200, Reason.in(event.request().headers()));
      }
    }
  }

  private void reinvite(Turn turn, Event.Requested event) {
    var from = event.leg();
    if (exchange != null) {
      turn.put(turn.leg(from).withServerInvite(null));
      if (exchange.from().equals(from)) {
        Requests.rejectSecondInvite(turn, event);
      } else {
        Requests.reject(turn, event, 491);
      }
      return;
    }
    if (turn.leg(from).serverInvite().refresh()) {
      var local = turn.call().connection(from).local();
      LegActions.succeed(turn, from, event.request().toTag(), Body.sdp(local));
      return;
    }
    var to = turn.leg(other(from));
    if (to.unacknowledged() != null || to.clientInvite() != null) {
      turn.put(turn.leg(from).withServerInvite(null));
      Requests.reject(turn, event, 491); // an INVITE of that leg is still in progress (§14.1)
      return;
    }
    var body = event.request().body();
    if (body == null) {
      become(turn, Exchange.invited(from, other(from)));
      LegActions.reinvite(turn, other(from), null);
    } else if (body.isSdp()) {
      become(turn, Exchange.offered(from, other(from), body.content()));
      turn.add(new Effect.AnchorOffer(from, other(from), body.content(), event));
    } else {
      LegActions.refuse(turn, from, FinalResponse.refusing(body));
    }
  }

  @Override
  public void responded(Turn turn, Event.Responded event) {
    var response = event.response();
    if (response.isProvisional()) {
      return;
    }
    if (!"INVITE".equals(response.method())) {
      giveBack(turn, event.leg(), response.cseq(), response.status());
    } else if (exchange != null && exchange.to().equals(event.leg())) {
      if (response.isSuccess()) {
        accepted(turn, event);
      } else {
        declined(turn, response);
      }
    } else if (response.isSuccess()) {
      var dialog = turn.leg(event.leg()).confirmed(); // our refresh, which we had given up
      LegActions.acknowledge(turn, event.leg(), dialog, response.cseq(), null);
    }
  }

  private void accepted(Turn turn, Event.Responded event) {
    String sdp = event.response().sdp();
    if (sdp == null) {
      unusable(turn, event.response().cseq());
    } else if (exchange.isOffered()) {
      turn.add(new Effect.AnchorAnswer(exchange.to(), exchange.from(), sdp, event));
    } else {
      turn.add(new Effect.AnchorOffer(exchange.to(), exchange.from(), sdp, event));
    }
  }

  /** The session stays as it was; unless the response says that the dialog is gone (§12.2.1.2). */
  private void declined(Turn turn, IncomingResponse response) {
    rollBack(turn);
    boolean gone = response.status() == 481 || response.status() == 408;
    LegActions.refuse(turn, exchange.from(), ResponseChoice.translate(response));
    become(turn, null);
    if (gone) {
      over(turn, EndReason.FAILED, response.status(), Map.of());
    }
  }

  @Override
  public void anchored(Turn turn, Event.Anchored event) {
    if (event.cause() instanceof Event.Requested) {
      LegActions.reinvite(turn, exchange.to(), event.body());
    } else if (event.cause() instanceof Event.Responded responded) {
      long cseq = responded.response().cseq();
      var from = turn.leg(exchange.from());
      if (exchange.isOffered()) {
        acknowledge(turn, cseq, event);
        settled(turn, responded.response().sdp());
      } else {
        String offer = responded.response().sdp();
        become(turn, Exchange.awaitingAnswer(exchange.from(), exchange.to(), offer, cseq));
      }
      LegActions.succeed(turn, from.id(), from.confirmed().localTag(), event.body());
    } else if (event.cause() instanceof Event.Acknowledged acknowledged) {
      acknowledge(turn, exchange.cseq(), event);
      turn.add(new Effect.Connect(caller, callee));
      settled(turn, acknowledged.body().content());
    }
  }

  /** Offer and answer are both there. */
  private void settled(Turn turn, String answer) {
    turn.become(new Talking(caller, callee, null, relays, exchange.after(hold, answer)));
    Keepalive.review(turn, caller, callee);
  }

  /** The ACK has the answer only where the 2xx had the offer. */
  private void acknowledge(Turn turn, long cseq, Event.Anchored event) {
    var to = turn.leg(exchange.to());
    var answer = exchange.isAwaitingAnswer() ? event.body() : null;
    LegActions.acknowledge(turn, to.id(), to.confirmed(), cseq, answer);
  }

  @Override
  public void acknowledged(Turn turn, Event.Acknowledged event) {
    Keepalive.review(turn, caller, callee);
    if (exchange == null || !exchange.isAwaitingAnswer() || !exchange.from().equals(event.leg())) {
      return;
    }
    if (event.body() == null || !event.body().isSdp()) {
      over(turn, EndReason.FAILED, UNUSABLE, Reason.of(UNUSABLE, "No answer in ACK"));
    } else {
      turn.add(
          new Effect.AnchorAnswer(exchange.from(), exchange.to(), event.body().content(), event));
    }
  }

  @Override
  public void refused(Turn turn, Event.Refused event) {
    if (event.cause() instanceof Event.Requested) {
      LegActions.refuse(turn, exchange.from(), FinalResponse.of(event.status(), event.headers()));
      become(turn, null);
    } else if (event.cause() instanceof Event.Responded responded) {
      unusable(turn, responded.response().cseq());
    } else {
      over(turn, EndReason.FAILED, UNUSABLE, Reason.of(UNUSABLE, "Unusable answer in ACK"));
    }
  }

  /**
   * A 2xx that cannot be used: acknowledge, then BYE (§13.2.2.4); no common session is left. What
   * is wrong with it would show its sender's description to the other side.
   */
  private void unusable(Turn turn, long cseq) {
    var to = turn.leg(exchange.to());
    LegActions.acknowledge(turn, to.id(), to.confirmed(), cseq, null);
    LegActions.refuse(turn, exchange.from(), FinalResponse.of(UNUSABLE));
    become(turn, null);
    over(turn, EndReason.FAILED, UNUSABLE, Reason.of(UNUSABLE, "Unusable SDP"));
  }

  @Override
  public void cancelled(Turn turn, Event.Cancelled event) {
    if (exchange != null && exchange.from().equals(event.leg())) {
      LegActions.cancel(turn, exchange.to(), Reason.in(event.headers()));
    }
  }

  @Override
  public void requestFailed(Turn turn, Event.RequestFailed event) {
    if ("INVITE".equals(event.method())) {
      if (event.failure() == RequestFailure.TIMEOUT) {
        silent(turn, 408);
      } else if (exchange != null) {
        notSent(turn);
      }
    } else {
      giveBack(turn, event.leg(), event.cseq(), 500);
    }
  }

  /**
   * It never left, or the node that sent it is gone and with it whatever comes back: the session is
   * what it was (§14.1); whether the leg is gone shows later.
   */
  private void notSent(Turn turn) {
    rollBack(turn);
    LegActions.refuse(turn, exchange.from(), FinalResponse.of(500));
    become(turn, null);
  }

  @Override
  public void timerFired(Turn turn, Event.TimerFired event) {
    if (event.timer().kind() == CallTimer.Kind.TIMER_C) {
      LegActions.cancel(turn, event.timer().leg(), Map.of());
      silent(turn, 408);
    } else if (event.timer().kind() == CallTimer.Kind.CALL_DURATION) {
      over(turn, EndReason.LIMIT, 480, Reason.TOO_LONG);
    }
  }

  /** The other side does not answer a re-INVITE any more: the leg is gone (§12.2.1.2). */
  private void silent(Turn turn, int status) {
    if (exchange != null) {
      rollBack(turn);
      LegActions.refuse(turn, exchange.from(), FinalResponse.of(status));
      become(turn, null);
    }
    over(turn, EndReason.FAILED, status, Map.of());
  }

  @Override
  public void unacknowledged(Turn turn, Event.Unacknowledged event) {
    over(turn, EndReason.FAILED, 408, Reason.NO_ACK);
  }

  @Override
  public void lost(Turn turn, Event.Lost event) {
    over(turn, EndReason.FAILED, event.status(), Reason.of(event.status(), event.text()));
  }

  @Override
  public void mediaTimedOut(Turn turn, Event.MediaTimedOut event) {
    over(turn, EndReason.MEDIA_TIMEOUT, 408, Reason.MEDIA_TIMEOUT);
  }

  @Override
  public void hungUp(Turn turn, Event.HungUp event) {
    over(turn, event.reason(), 480, Reason.of(480, event.text()));
  }

  /** RFC 6086's INFO, for DTMF: body and type go on, the response comes back. */
  private void pass(Turn turn, LegId from, IncomingRequest info) {
    if (info.body() != null && info.body().fault() != null) {
      var refusal = FinalResponse.refusing(info.body());
      turn.respond(
          info.transaction(),
          new OutgoingResponse(
              refusal.status(), refusal.reason(), info.toTag(), null, refusal.headers()));
      return;
    }
    if (relays.size() >= MAX_RELAYS) {
      turn.respond(info.transaction(), OutgoingResponse.of(500, info.toTag()));
      return;
    }
    var to = other(from);
    long cseq = LegActions.request(turn, to, "INFO", info.body());
    var more = new ArrayList<>(relays);
    more.add(new Relay(info.transaction(), info.toTag(), to, cseq));
    turn.become(new Talking(caller, callee, exchange, more, hold));
  }

  private void giveBack(Turn turn, LegId from, long cseq, int status) {
    for (var relay : relays) {
      if (relay.to().equals(from) && relay.cseq() == cseq) {
        var rest = new ArrayList<>(relays);
        rest.remove(relay);
        turn.become(new Talking(caller, callee, exchange, rest, hold));
        turn.respond(relay.transaction(), OutgoingResponse.of(endToEnd(status), relay.tag()));
      }
    }
    if (status == 481) {
      ((Talking) turn.topmost()).over(turn, EndReason.FAILED, status, Map.of());
    }
  }

  /** What concerns only the leg that said it would end or challenge the other one. */
  private static int endToEnd(int status) {
    boolean local = status / 100 == 3 || List.of(401, 407, 408, 481, 503).contains(status);
    return local ? 500 : status;
  }

  private void over(Turn turn, EndReason reason, int status, Map<String, String> headers) {
    if (exchange != null && exchange.isAwaitingAnswer()) {
      var to = turn.leg(exchange.to());
      if (to.confirmed() != null) {
        LegActions.acknowledge(turn, to.id(), to.confirmed(), exchange.cseq(), null);
      }
    }
    relays.forEach(
        relay -> turn.respond(relay.transaction(), OutgoingResponse.of(487, relay.tag())));
    LegActions.hangUp(turn, caller, headers);
    LegActions.hangUp(turn, callee, headers);
    turn.finish(new Outcome.Over(reason, status));
  }

  private void rollBack(Turn turn) {
    if (exchange.isOffered()) {
      turn.add(new Effect.RollBack(exchange.from(), exchange.to()));
    }
  }

  private void become(Turn turn, Exchange next) {
    turn.become(new Talking(caller, callee, next, relays, hold));
  }

  private LegId other(LegId leg) {
    return leg.equals(caller) ? callee : caller;
  }
}
