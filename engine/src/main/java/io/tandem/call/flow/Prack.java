package io.tandem.call.flow;

import io.tandem.call.flow.Reliability.HeldBack;
import io.tandem.call.flow.Reliability.Received;
import io.tandem.call.flow.Reliability.Sent;
import io.tandem.call.leg.Body;
import io.tandem.call.leg.Dialog;
import io.tandem.call.leg.IncomingRequest;
import io.tandem.call.leg.IncomingResponse;
import io.tandem.call.leg.OutgoingResponse;
import io.tandem.call.leg.SipLeg;
import io.tandem.id.LegId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reliable provisional responses and their PRACK (RFC 3262), on each leg its own: a phone's are
 * acknowledged at once, the caller's are repeated until it does. An offer goes in INVITE and 2xx
 * only, so a PRACK of ours never has a body, and an INVITE without offer does not invite any.
 */
final class Prack {
  /** More responses than this do not wait for the PRACK of the one before. */
  private static final int MAX_WAITING = 4;

  private static final long HIGHEST = 0xffff_ffffL;
  private static final CallTimer TIMER = CallTimer.of(CallTimer.Kind.RELIABLE);

  private Prack() {}

  /**
   * A phone's provisional response: acknowledges it if it is reliable (§4).
   *
   * @return whether it counts: it is neither repeated nor ahead of one that got lost
   */
  static boolean receive(Turn turn, SipLeg leg, IncomingResponse response) {
    boolean reliable = Reliability.isIn(response.headers().get("Require"));
    long number = number(response.headers().get("RSeq"));
    String tag = response.toTag();
    if (!reliable || number == 0 || tag == null || leg.confirmed() != null) {
      return true;
    }
    var state = turn.call().reliability();
    long last = state.receivedIn(leg.id(), tag);
    boolean inOrder = last == 0 || number == last + 1;
    boolean room = leg.byRemoteTag(tag) != null || leg.dialogs().size() < SipLeg.MAX_DIALOGS;
    if (!inOrder || !room) {
      return false;
    }
    turn.put(state.with(new Received(leg.id(), tag, number)));
    var dialog = LegActions.learn(turn, leg.id(), response, Dialog.Phase.EARLY);
    var next = turn.leg(leg.id()).withNextCseq();
    turn.put(next);
    var rack = Map.of("RAck", number + " " + response.cseq() + " INVITE");
    turn.add(new Effect.Request(Outgoing.on(turn, next).within(dialog, "PRACK", null, rack)));
    return true;
  }

  /**
   * Sends a provisional response to the caller reliably if it wants that (§3).
   *
   * @return false when it goes as any other
   */
  static boolean send(Turn turn, int variant, OutgoingResponse response) {
    var state = turn.call().reliability();
    if (!state.required()) {
      return false;
    }
    if (!state.offered()) {
      return true; // the first reliable one would have to bring an offer (RFC 3261 §13.2.1)
    }
    var sent = state.sentIn(variant);
    if (sent == null) {
      sent = new Sent(variant, 0, List.of(), Instant.MIN, Duration.ZERO, Instant.MIN, false);
    }
    if (sent.waiting().size() >= MAX_WAITING) {
      return true;
    }
    var waiting = new ArrayList<>(sent.waiting());
    waiting.add(sent.answered() ? without(response) : response);
    sent = sent.withWaiting(waiting);
    if (waiting.size() == 1) {
      sendFirst(turn, sent);
    } else {
      turn.put(state.with(sent));
    }
    return true;
  }

  /** There was an answer, and no offer since (RFC 6337 §2.2). */
  private static OutgoingResponse without(OutgoingResponse response) {
    return new OutgoingResponse(
        response.status(), response.reason(), response.toTag(), null, response.headers());
  }

  private static void sendFirst(Turn turn, Sent sent) {
    var t1 = turn.settings().timerT1();
    var started =
        new Sent(
            sent.variant(),
            sent.number() + 1,
            sent.waiting(),
            turn.now().plus(t1),
            t1,
            turn.now().plus(t1.multipliedBy(64)),
            sent.answered());
    turn.put(turn.call().reliability().with(started));
    repeat(turn, started);
    startTimer(turn);
  }

  private static void repeat(Turn turn, Sent sent) {
    var response = sent.waiting().get(0);
    var headers = new HashMap<>(response.headers());
    headers.put("Require", Reliability.OPTION);
    headers.put("RSeq", Long.toString(sent.number()));
    turn.respond(
        turn.leg(LegId.CALLER).serverInvite().transaction(), response.withHeaders(headers));
  }

  private static void startTimer(Turn turn) {
    turn.call().reliability().sent().stream()
        .filter(sent -> !sent.isAcknowledged())
        .map(Sent::repeatAt)
        .min(Instant::compareTo)
        .ifPresent(
            at -> {
              var wait = Duration.between(turn.now(), at);
              turn.start(TIMER, wait.isNegative() ? Duration.ZERO : wait);
            });
  }

  /** Repeats what is not acknowledged, twice as long after as before, until 64×T1 (§3). */
  static void timerFired(Turn turn) {
    if (!isRinging(turn)) {
      return;
    }
    var now = turn.now();
    for (var sent : turn.call().reliability().sent()) {
      if (sent.isAcknowledged() || sent.repeatAt().isAfter(now)) {
        continue;
      }
      if (!now.isBefore(sent.until())) {
        turn.tell(new Event.Unacknowledged(LegId.CALLER));
        return;
      }
      var interval = sent.interval().multipliedBy(2);
      var next = now.plus(interval);
      turn.put(
          turn.call()
              .reliability()
              .with(
                  new Sent(
                      sent.variant(),
                      sent.number(),
                      sent.waiting(),
                      next.isBefore(sent.until()) ? next : sent.until(),
                      interval,
                      sent.until(),
                      sent.answered())));
      repeat(turn, sent);
    }
    startTimer(turn);
  }

  /** A final response ends the repetition, and nothing else (§3). */
  private static boolean isRinging(Turn turn) {
    var caller = turn.leg(LegId.CALLER);
    return caller.serverInvite() != null && caller.phase() == SipLeg.Phase.INVITING;
  }

  /** The caller's PRACK; one that matches nothing, or nothing any more, gets 481 (§3). */
  static void acknowledged(Turn turn, Event.Requested event) {
    var state = turn.call().reliability();
    var sent = event.leg().equals(LegId.CALLER) ? state.sentIn(variant(turn, event)) : null;
    boolean matches =
        sent != null
            && !sent.isAcknowledged()
            && isFor(event.request(), sent.number(), state.cseq());
    if (!matches) {
      Requests.reject(turn, event, 481);
      return;
    }
    // A new offer is for UPDATE or a re-INVITE; here there is nobody yet to ask for its answer.
    Requests.reject(turn, event, event.request().sdp() == null ? 200 : 488);
    boolean answered = sent.answered() || sent.answers();
    var rest = new ArrayList<OutgoingResponse>();
    for (var response : sent.waiting().subList(1, sent.waiting().size())) {
      rest.add(answered ? without(response) : response);
    }
    var next =
        new Sent(
            sent.variant(),
            sent.number(),
            rest,
            sent.repeatAt(),
            sent.interval(),
            sent.until(),
            answered);
    var held = state.heldBack();
    turn.put(state.with(next));
    if (!isRinging(turn)) {
      return;
    }
    if (held != null && held.variant() == sent.variant()) {
      release(turn, held);
    } else if (!rest.isEmpty()) {
      sendFirst(turn, next);
    }
  }

  /** By its tag: a proxy or a phone may have lost our Contact. */
  private static int variant(Turn turn, Event.Requested event) {
    for (var dialog : turn.leg(event.leg()).dialogs()) {
      if (dialog.matches(event.request())) {
        return dialog.variant();
      }
    }
    return -1;
  }

  private static boolean isFor(IncomingRequest prack, long number, long cseq) {
    String rack = prack.headers().get("RAck");
    String[] parts = rack == null ? new String[0] : rack.strip().split("\\s+");
    return parts.length == 3
        && number(parts[0]) == number
        && parts[1].equals(Long.toString(cseq))
        && parts[2].equals("INVITE");
  }

  /** The phone may have hung up while its 2xx waited. */
  private static void release(Turn turn, HeldBack held) {
    turn.put(turn.call().reliability().holding(null));
    if (turn.leg(held.leg()).confirmed() != null) {
      turn.tell(new Event.Responded(held.leg(), held.response()));
    }
  }

  /**
   * Holds a phone's 2xx back while the caller has not acknowledged the answer to its offer that
   * came with a provisional response of the same dialog (§3).
   *
   * @param variant the caller's early dialog for that of the 2xx
   */
  static boolean holdsBack(Turn turn, Event.Responded event, int variant) {
    var state = turn.call().reliability();
    var sent = state.sentIn(variant);
    if (sent == null || !sent.answers()) {
      return false;
    }
    turn.put(state.holding(new HeldBack(event.leg(), event.response(), variant)));
    return true;
  }

  /** What the 2xx to the caller has: not a second answer. */
  static Body answer(Turn turn, int variant, Body body) {
    var sent = turn.call().reliability().sentIn(variant);
    return sent != null && sent.answered() ? null : body;
  }

  /** 0 when it is none: 1 to 2^32 − 1 (§7.1). */
  private static long number(String text) {
    if (text == null || !text.strip().matches("[0-9]{1,10}")) {
      return 0;
    }
    long number = Long.parseLong(text.strip());
    return number <= HIGHEST ? number : 0;
  }
}
