package io.tandem.call.flow;

import java.util.Map;

/** The Reason header's values that we send (RFC 3326), in ready-made maps of headers. */
final class Reason {
  static final String HEADER = "Reason";

  /** To phones that lost the race: they shall not list a missed call. */
  static final Map<String, String> ANSWERED_ELSEWHERE =
      Map.of(HEADER, "SIP;cause=200;text=\"Call completed elsewhere\"");

  /** Nobody took the call in its ring time (ITU-T Q.850 cause 19, RFC 6432). */
  static final Map<String, String> NO_ANSWER =
      Map.of(HEADER, "Q.850;cause=19;text=\"No answer from user\"");

  static final Map<String, String> MEDIA_TIMEOUT =
      Map.of(HEADER, "SIP;cause=408;text=\"Media timeout\"");

  static final Map<String, String> TOO_LONG =
      Map.of(HEADER, "SIP;cause=480;text=\"Call duration limit\"");

  static final Map<String, String> NO_ACK = Map.of(HEADER, "SIP;cause=408;text=\"ACK timeout\"");

  static final Map<String, String> NO_PRACK =
      Map.of(HEADER, "SIP;cause=504;text=\"PRACK timeout\"");

  private Reason() {}

  /** A Reason of ours with any text. */
  static Map<String, String> of(int status, String text) {
    String quoted = text.replaceAll("[^\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]", "?");
    return Map.of(HEADER, "SIP;cause=" + status + ";text=\"" + quoted + '"');
  }

  /** Only the Reason of a peer's headers. */
  static Map<String, String> in(Map<String, String> headers) {
    String reason = headers.get(HEADER);
    return reason == null ? Map.of() : Map.of(HEADER, reason);
  }
}
