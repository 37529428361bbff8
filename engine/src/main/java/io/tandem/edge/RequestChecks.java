package io.tandem.edge;

import io.tandem.call.leg.DialogTokens;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.TelUri;
import io.tandem.sip.message.Via;
import io.tandem.sip.transport.HostPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What every request has to pass before anybody looks at who sent it (RFC 3261 §8.2, §16.3). */
final class RequestChecks {
  private static final Refusal UNKNOWN_METHOD =
      new Refusal(405, null, "method", Map.of("Allow", List.of(Capabilities.ALLOW_ALL)));

  /** RFC 6665 §8.3.2, RFC 3903 §11.2.1: there is no event package here. */
  private static final Refusal NO_EVENTS = Refusal.of(489, "event");

  private static final Set<String> EVENT_METHODS = Set.of("SUBSCRIBE", "PUBLISH");

  private static final Refusal NO_DIALOG = Refusal.of(481, "no-dialog");
  private static final Refusal BAD_SCHEME = Refusal.of(416, "scheme");
  private static final Refusal TOO_MANY_HOPS = Refusal.of(483, "hops");
  private static final Refusal UNKNOWN_BODY = Refusal.of(400, "Missing Content-Type", "body");
  private static final Refusal LOOP = Refusal.of(482, "loop");

  private final DialogTokens tokens;
  private final AttachedStack stack;

  RequestChecks(DialogTokens tokens, AttachedStack stack) {
    this.tokens = tokens;
    this.stack = stack;
  }

  /** Why {@code request} goes no further, or {@code null}. */
  Refusal refuse(SipRequest request) {
    String method = request.method();
    boolean inDialog = isInDialog(request);
    if (!(inDialog ? Capabilities.inDialog(method) : Capabilities.startsHere(method))) {
      return Capabilities.inDialog(method) ? NO_DIALOG : unknown(method);
    }
    if (request.uri() == null && !isNumber(request, inDialog)) {
      return BAD_SCHEME;
    }
    if (!inDialog && method.equals("INVITE") && request.maxForwards() == 0) {
      return TOO_MANY_HOPS; // nothing else goes on to anybody (§16.3 step 3, §11)
    }
    if (request.hasBody() && request.contentType() == null) {
      return UNKNOWN_BODY;
    }
    if (!inDialog && isLoop(request)) {
      return LOOP;
    }
    return unknownExtensions(request);
  }

  private static Refusal unknown(String method) {
    return EVENT_METHODS.contains(method) ? NO_EVENTS : UNKNOWN_METHOD;
  }

  /** Whether {@code refusal} says that there is no such thing here, to whomever. */
  static boolean isOfMethod(Refusal refusal) {
    return refusal == NO_EVENTS || refusal == UNKNOWN_METHOD;
  }

  /** A telephone number may be called; nothing else can be done with it. */
  private static boolean isNumber(SipRequest request, boolean inDialog) {
    return !inDialog && request.method().equals("INVITE") && TelUri.isTel(request.requestUri());
  }

  /** A REGISTER belongs to no dialog, whatever its To says (§10.2). */
  static boolean isInDialog(SipRequest request) {
    return request.toTag() != null && !request.method().equals("REGISTER");
  }

  /** It comes from one of our own dialogs, or this node has sent it before (§16.3 step 4). */
  private boolean isLoop(SipRequest request) {
    if (tokens.parse(request.fromTag()) != null) {
      return true;
    }
    if (request.viaCount() < 2) {
      return false;
    }
    var own = stack.advertised();
    for (String value : request.headers("Via")) {
      var via = Via.parse(value);
      if (own.contains(new HostPort(via.host(), via.port() < 0 ? 5060 : via.port()))) {
        return true;
      }
    }
    return false;
  }

  private static Refusal unknownExtensions(SipRequest request) {
    var required = request.headers("Require");
    var proxyRequired = request.headers("Proxy-Require");
    if (required.isEmpty() && proxyRequired.isEmpty()) {
      return null;
    }
    var unknown = new ArrayList<String>(0);
    collectUnknown(request, required, unknown);
    collectUnknown(request, proxyRequired, unknown);
    return unknown.isEmpty()
        ? null
        : new Refusal(
            420, null, "extension", Map.of("Unsupported", List.of(String.join(", ", unknown))));
  }

  private static void collectUnknown(
      SipRequest request, List<String> values, List<String> unknown) {
    for (String value : values) {
      for (String tag : value.split(",")) {
        String option = tag.strip();
        if (!option.isEmpty()
            && !Capabilities.understands(request.method(), option.toLowerCase(Locale.ROOT))) {
          unknown.add(option);
        }
      }
    }
  }
}
