package io.tandem.call.flow;

import io.tandem.call.leg.IncomingRequest;
import io.tandem.call.leg.IncomingResponse;
import io.tandem.call.leg.Liveness;
import io.tandem.call.leg.SipLeg;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is said about the session's timer, and what it means (RFC 4028). Each leg has a timer of its
 * own: what one agrees to says nothing to the other.
 */
final class SessionTimers {
  static final String SESSION_EXPIRES = "Session-Expires";
  static final String MIN_SE = "Min-SE";
  private static final String OPTION = "timer";

  /** Says nothing about timers. */
  static final Map<String, String> NONE = Map.of();

  /** No peer makes us wait longer than this for a sign of life. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private SessionTimers() {}

  /** What Session-Expires says; {@code refresher} is {@code uac}, {@code uas} or {@code null}. */
  private record Expiry(Duration interval, String refresher) {
    /** {@code null} when there is none that can be read. */
    private static Expiry in(Map<String, String> headers) {
      var interval = seconds(headers.get(SESSION_EXPIRES));
      return interval == null
          ? null
          : new Expiry(interval, refresher(headers.get(SESSION_EXPIRES)));
    }

    private static String refresher(String value) {
      for (String parameter : value.toLowerCase(Locale.ROOT).split(";")) {
        String[] pair = parameter.strip().split("\\s*=\\s*", 2);
        if (pair.length == 2 && pair[0].equals("refresher")) {
          return List.of("uac", "uas").contains(pair[1]) ? pair[1] : null;
        }
      }
      return null;
    }
  }

  /** {@code more} and what our INVITE or UPDATE on {@code leg} says (§7.1, §7.4). */
  static Map<String, String> asked(SipLeg leg, CallSettings settings, Map<String, String> more) {
    var liveness = leg.liveness();
    boolean opening = leg.confirmed() == null;
    if (!opening && !liveness.isTimed()) {
      return more;
    }
    var least = longer(settings.minSe(), liveness.minimum());
    var interval = longer(opening ? settings.sessionExpires() : liveness.interval(), least);
    String refresher = liveness.refreshing() ? ";refresher=uac" : ";refresher=uas";
    var headers = new HashMap<>(more);
    headers.put(SESSION_EXPIRES, interval.toSeconds() + (opening ? "" : refresher));
    headers.put(MIN_SE, Long.toString(least.toSeconds()));
    return headers;
  }

  /** What a 2xx to a request of ours says about its sender (§7.2). */
  static Liveness accepted(Liveness before, IncomingResponse success, CallSettings settings) {
    var known = before.withUpdates(updates(before, success.headers()));
    var expiry = Expiry.in(success.headers());
    if (expiry == null || expiry.interval().compareTo(settings.minSe()) < 0) {
      return known.withTimer(Duration.ZERO, false);
    }
    return known.withTimer(shorter(expiry.interval(), LONGEST), !"uas".equals(expiry.refresher()));
  }

  /** Whether {@code request} asks for a shorter interval than we allow: 422 (§9). */
  static boolean isTooShort(IncomingRequest request, CallSettings settings) {
    var expiry = Expiry.in(request.headers());
    return expiry != null
        && supports(request.headers())
        && expiry.interval().compareTo(settings.minSe()) < 0;
  }

  /** What a 422 of ours says. */
  static Map<String, String> minimum(CallSettings settings) {
    return Map.of(MIN_SE, Long.toString(settings.minSe().toSeconds()));
  }

  /** The shortest interval that a 422 allows; zero if it does not say. */
  static Duration minimum(IncomingResponse intervalTooSmall) {
    var least = seconds(intervalTooSmall.headers().get(MIN_SE));
    return least == null || least.compareTo(LONGEST) > 0 ? Duration.ZERO : least;
  }

  /**
   * What we agree to when we accept {@code request} (§9). Unless it says who refreshes, we do: what
   * becomes of our own refresh tells more than that none comes.
   */
  static Liveness agreed(Liveness before, IncomingRequest request, CallSettings settings) {
    var headers = request.headers();
    var least = seconds(headers.get(MIN_SE));
    var known = before.withUpdates(updates(before, headers));
    if (!supports(headers)) {
      return known.withTimer(Duration.ZERO, false);
    }
    known = known.withMinimum(least == null ? Duration.ZERO : shorter(least, LONGEST));
    var expiry = Expiry.in(headers);
    if (expiry == null) {
      return known.withTimer(longer(settings.sessionExpires(), known.minimum()), true);
    }
    var interval = longer(settings.sessionExpires(), known.minimum());
    boolean said = expiry.refresher() != null;
    boolean kept = !before.isTimed() || before.refreshing();
    boolean byUs = said ? "uas".equals(expiry.refresher()) : kept;
    return known.withTimer(shorter(interval, expiry.interval()), byUs);
  }

  /** What our 2xx to the peer's request says. */
  static Map<String, String> answered(Liveness agreed) {
    if (!agreed.isTimed()) {
      return Map.of();
    }
    String refresher = agreed.refreshing() ? ";refresher=uas" : ";refresher=uac";
    return Map.of(SESSION_EXPIRES, agreed.interval().toSeconds() + refresher, "Require", OPTION);
  }

  private static boolean supports(Map<String, String> headers) {
    return lists(headers.get("Supported"), OPTION) || lists(headers.get("Require"), OPTION);
  }

  private static boolean updates(Liveness before, Map<String, String> headers) {
    String allow = headers.get("Allow");
    return allow == null ? before.updates() : lists(allow, "update");
  }

  private static boolean lists(String values, String wanted) {
    if (values == null) {
      return false;
    }
    for (String value : values.split(",")) {
      if (value.strip().equalsIgnoreCase(wanted)) {
        return true;
      }
    }
    return false;
  }

  /** The number of seconds that {@code value} begins with, or {@code null}. */
  private static Duration seconds(String value) {
    if (value == null) {
      return null;
    }
    int end = value.indexOf(';');
    String number = (end < 0 ? value : value.substring(0, end)).strip();
    return number.matches("[0-9]{1,10}") ? Duration.ofSeconds(Long.parseLong(number)) : null;
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
