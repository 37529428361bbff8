package io.tandem.call.flow;

import io.tandem.call.leg.Body;
import io.tandem.call.leg.Dialog;
import io.tandem.call.leg.IncomingRequest;
import io.tandem.call.leg.OutgoingResponse;
import io.tandem.call.leg.ServerInvite;
import io.tandem.call.leg.SipLeg;
import java.util.Map;

/** What RFC 3261 §12.2.2 asks of every request inside a dialog, before a flow sees it. */
final class Requests {
  /** §14.2 asks for a number of seconds between 0 and 10. */
  private static final int RETRY_SPREAD = 10;

  private Requests() {}

  static void receive(Turn turn, Event.Requested event) {
    var request = event.request();
    var leg = turn.leg(event.leg());
    var dialog = leg == null ? null : dialogOf(leg, request);
    if ("ACK".equals(request.method())) {
      if (dialog != null) {
        acknowledged(turn, leg, dialog, request);
      }
      return;
    }
    if (dialog == null || !isAlive(leg, dialog)) {
      boolean bye = dialog != null && "BYE".equals(request.method());
      reject(turn, event, bye && mayStillEnd(leg) ? 200 : 481);
      return;
    }
    if (request.cseq() <= dialog.remoteCseq()) {
      reject(turn, event, 500);
      return;
    }
    var counted = leg.withDialog(dialog.withRemoteCseq(request.cseq()));
    var heard = Following.heard(counted, dialog, request);
    turn.put(heard);
    dispatch(turn, event, isAtSameHost(leg, heard));
  }

  /** Refuses a request without further headers. */
  static void reject(Turn turn, Event.Requested event, int status) {
    reject(turn, event, status, Map.of());
  }

  static void reject(Turn turn, Event.Requested event, int status, Map<String, String> headers) {
    var request = event.request();
    String tag = request.toTag() == null ? turn.tag(event.leg(), event.variant()) : request.toTag();
    turn.respond(request.transaction(), new OutgoingResponse(status, null, tag, null, headers));
  }

  /** An INVITE of that side is in progress already (§14.2). */
  static void rejectSecondInvite(Turn turn, Event.Requested event) {
    long seconds = event.request().cseq() % RETRY_SPREAD + 1;
    reject(turn, event, 500, Map.of("Retry-After", Long.toString(seconds)));
  }

  private static Dialog dialogOf(SipLeg leg, IncomingRequest request) {
    if (!leg.peer().sipCallId().equals(request.sipCallId())) {
      return null;
    }
    for (var dialog : leg.dialogs()) {
      if (dialog.matches(request)) {
        return dialog;
      }
    }
    return null;
  }

  /** What comes in a dialog that lost, or of a phone that we gave up, is nothing to the call. */
  private static boolean isAlive(SipLeg leg, Dialog dialog) {
    return dialog.phase() != Dialog.Phase.ENDED && !leg.isOver();
  }

  /** A BYE that crosses our own, or that of a fork that lost, is in order and changes nothing. */
  private static boolean mayStillEnd(SipLeg leg) {
    return leg.byes() > 0 || leg.phase() != SipLeg.Phase.ENDED;
  }

  private static boolean isAtSameHost(SipLeg before, SipLeg now) {
    return before.flow().remote().getAddress().equals(now.flow().remote().getAddress());
  }

  private static void dispatch(Turn turn, Event.Requested event, boolean near) {
    switch (event.request().method()) {
      case "OPTIONS" -> reject(turn, event, 200, Map.of("Accept", Body.ACCEPT));
      case "BYE" -> bye(turn, event);
      case "INVITE", "UPDATE" -> refresh(turn, event, near);
      case "PRACK" -> Prack.acknowledged(turn, event);
      case "INFO" -> {
        if (turn.leg(event.leg()).phase() == SipLeg.Phase.CONFIRMED) {
          turn.tell(event);
        } else {
          reject(turn, event, 500);
        }
      }
      default -> reject(turn, event, 405);
    }
  }

  /** §15.1.2: pending requests of the leg get 487. */
  private static void bye(Turn turn, Event.Requested event) {
    reject(turn, event, 200);
    var leg = turn.leg(event.leg());
    if (leg.phase() == SipLeg.Phase.CONFIRMED || leg.phase() == SipLeg.Phase.CLOSING) {
      LegActions.refuse(turn, leg.id(), Outcome.FinalResponse.of(487));
      turn.stop(LegActions.success(leg.id()));
      turn.stop(LegActions.timerC(leg.id()));
      turn.put(LegActions.over(turn.leg(leg.id()), SipLeg.Phase.ENDED).withUnacknowledged(null));
    }
    turn.tell(event);
  }

  /** A re-INVITE (§14.2) or an UPDATE (RFC 3311 §5.2). */
  private static void refresh(Turn turn, Event.Requested event, boolean near) {
    var leg = turn.leg(event.leg());
    var request = event.request();
    boolean update = "UPDATE".equals(request.method());
    if (SessionTimers.isTooShort(request, turn.settings())) {
      reject(turn, event, 422, SessionTimers.minimum(turn.settings()));
    } else if (update && request.body() == null) {
      Updates.refresh(turn, event);
    } else if (leg.serverInvite() != null) {
      rejectSecondInvite(turn, event);
    } else if (leg.clientInvite() != null || update && leg.unacknowledged() != null) {
      reject(turn, event, 491);
    } else if (leg.phase() != SipLeg.Phase.CONFIRMED) {
      reject(turn, event, 481);
    } else {
      var agreed = SessionTimers.agreed(leg.liveness(), request, turn.settings());
      var contact = leg.confirmed().routeSet().isEmpty() ? Way.toContact(request) : null;
      boolean same = near && Updates.isUnchanged(turn, leg.id(), request.sdp());
      turn.put(leg.withServerInvite(ServerInvite.of(request, contact, agreed, same)));
      turn.tell(event);
    }
  }

  private static void acknowledged(Turn turn, SipLeg leg, Dialog dialog, IncomingRequest ack) {
    var waiting = leg.unacknowledged();
    if (waiting == null || waiting.cseq() != ack.cseq()) {
      return;
    }
    turn.stop(LegActions.success(leg.id()));
    turn.put(Following.heard(leg, dialog, ack).withUnacknowledged(null));
    if (leg.phase() == SipLeg.Phase.CLOSING) {
      LegActions.bye(turn, leg.id(), leg.confirmed(), Map.of());
    } else {
      turn.tell(new Event.Acknowledged(leg.id(), ack.body()));
    }
  }
}
