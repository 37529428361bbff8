package io.tandem.sip.message;

import java.util.ArrayList;

/**
 * Why bytes are no message for us.
 *
 * @param status what a request is answered with
 * @param reason the particular defect, without text from the network
 */
record Refusal(int status, String reason) {
  private static final byte[] NO_BODY = new byte[0];

  static Refusal headTooLarge() {
    return new Refusal(513, "Message Too Large");
  }

  ParseResult.Malformed of(Head head) {
    return new ParseResult.Malformed(status, reason, answer(head));
  }

  /**
   * A response made of text alone, since any of the headers it copies may be what is wrong. Via
   * must be right, or nobody could match the response.
   */
  private SipResponse answer(Head head) {
    String startLine = head.startLine();
    if (!startLine.contains(" SIP/") || startLine.startsWith("ACK ")) {
      return null;
    }
    var received = HeaderFields.of(head.fields());
    var vias = received.all(HeaderNames.VIA);
    String from = received.first(HeaderNames.FROM);
    String to = received.first(HeaderNames.TO);
    String callId = received.first(HeaderNames.CALL_ID);
    String cseq = received.first(HeaderNames.CSEQ);
    if (vias.isEmpty() || from == null || to == null || callId == null || cseq == null) {
      return null;
    }
    if (!isVia(vias.get(0))) {
      return null;
    }
    var copied = new ArrayList<HeaderField>();
    vias.forEach(via -> copied.add(new HeaderField(HeaderNames.VIA, via)));
    copied.add(new HeaderField(HeaderNames.FROM, from));
    copied.add(new HeaderField(HeaderNames.TO, tagged(to, callId, from)));
    copied.add(new HeaderField(HeaderNames.CALL_ID, callId));
    copied.add(new HeaderField(HeaderNames.CSEQ, cseq));
    return new SipResponse(status, phrase(), HeaderFields.of(copied), NO_BODY);
  }

  /** A Via of another version of SIP is not ours to judge. */
  private boolean isVia(String value) {
    try {
      return status == 505 || Via.parse(value) != null;
    } catch (SipSyntaxException e) {
      return false;
    }
  }

  private String phrase() {
    String usual = ReasonPhrases.of(status);
    return usual.equals(reason) ? usual : usual + " - " + reason;
  }

  private static String tagged(String to, String callId, String from) {
    try {
      return NameAddress.parse(to).tag() == null
          ? to + ";tag=" + StatelessTag.of(callId, from, 0)
          : to;
    } catch (SipSyntaxException e) {
      return to;
    }
  }
}
