package io.tandem.edge;

import io.tandem.call.leg.Body;
import io.tandem.call.leg.Body.Fault;
import io.tandem.sip.message.BodyPart;
import io.tandem.sip.message.Multipart;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * What becomes of a body, by its method and its type: the table that docs/architecture.md shows.
 * Messages that describe a session (RFC 3264) are searched for their description, through multipart
 * bodies (RFC 5621); what else they hold is dropped, or refused where it says or means that it must
 * be understood. An INFO's body goes on as it is. Nobody reads the bodies of other methods.
 */
final class Bodies {
  private static final Set<String> SESSION_METHODS = Set.of("INVITE", "ACK", "PRACK", "UPDATE");

  /** They tell of the caller or of a network behind it, and the session does without. */
  private static final Set<String> INFORMS =
      Set.of(
          "application/isup",
          "application/qsig",
          "application/pidf+xml",
          "application/emergencycalldata.control+xml",
          "application/emergencycalldata.providerinfo+xml",
          "application/emergencycalldata.serviceinfo+xml",
          "application/emergencycalldata.subscriberinfo+xml",
          "application/emergencycalldata.comment+xml");

  private static final int MAX_DEPTH = 4;

  private Bodies() {}

  /** What a type means to a message that describes a session. */
  private enum Kind {
    SESSION,
    MULTIPART,
    INFORMS,
    OTHER;

    static Kind of(BodyPart part) {
      if (part.type().value().equals(Body.SDP)) {
        boolean session = part.disposition() == null || part.disposition().equals("session");
        return session ? SESSION : OTHER;
      }
      if (part.type().family().equals("multipart")) {
        return MULTIPART;
      }
      return Bodies.INFORMS.contains(part.type().value()) ? INFORMS : OTHER;
    }
  }

  /** What was found: a description, or why the whole is refused, or neither. */
  private record Found(String sdp, Fault fault) {
    static final Found NOTHING = new Found(null, null);

    static Found fault(Fault fault) {
      return new Found(null, fault);
    }

    /** The first description counts, and the first fault. */
    Found and(Found next) {
      return new Found(sdp != null ? sdp : next.sdp, fault != null ? fault : next.fault);
    }
  }

  /** The body of {@code message} as its call sees it; {@code null} if there is none for it. */
  static Body of(SipMessage message) {
    if (!message.hasBody()) {
      return null;
    }
    if (message.method().equals("INFO")) {
      return ofInfo(message);
    }
    return SESSION_METHODS.contains(message.method()) ? ofSession(message) : null;
  }

  private static Body ofInfo(SipMessage message) {
    if (message.contentType() == null) {
      return null;
    }
    boolean sdp = message.contentType().equals(Body.SDP);
    String type = sdp ? Body.SDP : message.header("Content-Type");
    try {
      if (BodyPart.of(message).isEncoded()) {
        return Body.unusable(type, Fault.ENCODING);
      }
    } catch (SipSyntaxException e) {
      return Body.unusable(type, Fault.MALFORMED);
    }
    return Body.of(type, new String(message.body(), StandardCharsets.UTF_8));
  }

  private static Body ofSession(SipMessage message) {
    Found found = find(message);
    // A response cannot be refused: what it describes counts, what else it says does not.
    if (found.fault() != null && message instanceof SipRequest) {
      return Body.unusable(message.header("Content-Type"), found.fault());
    }
    return found.sdp() == null ? null : Body.sdp(found.sdp());
  }

  private static Found find(SipMessage message) {
    try {
      BodyPart whole = BodyPart.of(message);
      return whole == null ? Found.NOTHING : find(whole, 0);
    } catch (SipSyntaxException e) {
      return Found.fault(Fault.MALFORMED);
    }
  }

  private static Found find(BodyPart part, int depth) {
    Found found = part.isEncoded() ? Found.fault(Fault.ENCODING) : meaning(part, depth);
    return found.fault() != null && part.isOptional() ? Found.NOTHING : found;
  }

  private static Found meaning(BodyPart part, int depth) {
    return switch (Kind.of(part)) {
      case SESSION -> new Found(part.text(), null);
      case MULTIPART -> within(part, depth + 1);
      case INFORMS -> part.isRequired() ? Found.fault(Fault.TYPE) : Found.NOTHING;
      case OTHER -> Found.fault(Fault.TYPE);
    };
  }

  /** A kind of multipart that is not known is taken for mixed (RFC 2046 §5.1.3). */
  private static Found within(BodyPart multipart, int depth) {
    if (depth > MAX_DEPTH) {
      return Found.fault(Fault.MALFORMED);
    }
    List<BodyPart> parts;
    try {
      parts = Multipart.parts(multipart);
    } catch (SipSyntaxException e) {
      return Found.fault(Fault.MALFORMED);
    }
    if (multipart.type().value().equals("multipart/alternative")) {
      return best(parts, depth);
    }
    Found all = Found.NOTHING;
    for (BodyPart part : parts) {
      all = all.and(find(part, depth));
    }
    return all;
  }

  /** The last alternative that is understood is the best (RFC 2046 §5.1.4). */
  private static Found best(List<BodyPart> alternatives, int depth) {
    Collections.reverse(alternatives);
    Found best = null;
    for (BodyPart alternative : alternatives) {
      Found found = find(alternative, depth);
      if (found.fault() == null && found.sdp() != null) {
        return found;
      }
      if (best == null || best.fault() != null) {
        best = found;
      }
    }
    return best;
  }
}
