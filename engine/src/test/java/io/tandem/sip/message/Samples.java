package io.tandem.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

/** Messages for tests, and short ways to parse them. */
final class Samples {
  /** Separated by line feeds; {@link #bytes} makes them CRLF. */
  static final String INVITE =
      """
      INVITE sip:1002@acme.test SIP/2.0
      Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK776asdhds;rport
      Max-Forwards: 70
      From: "Alice" <sip:1001@acme.test>;tag=1928301774
      To: <sip:1002@acme.test>
      Call-ID: a84b4c76e66710@192.0.2.10
      CSeq: 314159 INVITE
      Contact: <sip:1001@192.0.2.10:5060;transport=udp>
      Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY
      Supported: replaces, timer
      User-Agent: SomePhone/1.2.3
      Content-Type: application/sdp

      v=0
      """;

  private static final SipParser PARSER = new SipParser();

  private Samples() {}

  static byte[] bytes(String text) {
    return text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
  }

  static String text(SipMessage message) {
    return new String(message.encode(), StandardCharsets.UTF_8).replace("\r\n", "\n");
  }

  static SipMessage message(byte[] bytes) {
    var result = PARSER.datagram(bytes);
    assertThat(result).isInstanceOf(ParseResult.Message.class);
    return ((ParseResult.Message) result).message();
  }

  static SipRequest request(String text) {
    return (SipRequest) message(bytes(text));
  }

  static SipResponse response(String text) {
    return (SipResponse) message(bytes(text));
  }

  static ParseResult.Malformed malformed(byte[] bytes) {
    var result = PARSER.datagram(bytes);
    assertThat(result).isInstanceOf(ParseResult.Malformed.class);
    return (ParseResult.Malformed) result;
  }

  static ParseResult.Malformed malformed(String text) {
    return malformed(bytes(text));
  }

  /** The sample with one line replaced by others, or by none. */
  static String invite(String line, String replacement) {
    assertThat(INVITE).contains(line + "\n");
    return INVITE.replace(line + "\n", replacement.isEmpty() ? "" : replacement + "\n");
  }
}
