package io.tandem.call.flow;

import io.tandem.call.leg.OutgoingResponse;
import io.tandem.call.leg.SipLeg;
import io.tandem.id.LegId;
import java.util.regex.Pattern;

/** Requests that refresh a leg's session and change nothing in it (RFC 3311, RFC 4028 §7.4). */
final class Updates {
  private static final Pattern ORIGIN = Pattern.compile("(?m)^o=.*$");

  private Updates() {}

  /** An UPDATE without offer is answered on its own leg, in early dialogs too. */
  static void refresh(Turn turn, Event.Requested event) {
    var request = event.request();
    var leg = turn.leg(event.leg());
    for (var dialog : leg.dialogs()) {
      if (dialog.matches(request)) {
        leg = leg.withDialog(dialog.withRemoteTarget(request.contactUri()));
        var way = dialog.routeSet().isEmpty() ? Way.toContact(request) : null;
        leg = way == null ? leg : leg.withFlow(way);
      }
    }
    boolean timed = leg.phase() == SipLeg.Phase.CONFIRMED;
    var agreed = SessionTimers.agreed(leg.liveness(), request, turn.settings());
    turn.put(timed ? leg.withLiveness(agreed) : leg);
    var headers = timed ? SessionTimers.answered(agreed) : SessionTimers.NONE;
    turn.respond(
        request.transaction(), OutgoingResponse.of(200, request.toTag()).withHeaders(headers));
    if (timed) {
      Keepalive.renew(turn, leg.id());
    }
  }

  /**
   * Whether {@code offer} is what the leg said last. Some raise the version of a description that
   * is the same, so {@code o=} says nothing.
   *
   * @param offer {@code null} for none
   */
  static boolean isUnchanged(Turn turn, LegId leg, String offer) {
    var media = turn.call().connection(leg);
    return media != null
        && media.local() != null
        && media.remote() != null
        && offer != null
        && isSame(offer, media.remote());
  }

  private static boolean isSame(String offer, String known) {
    return offer.equals(known) || strip(offer).equals(strip(known));
  }

  private static String strip(String sdp) {
    return ORIGIN.matcher(sdp).replaceFirst("");
  }
}
