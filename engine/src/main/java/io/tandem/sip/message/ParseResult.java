package io.tandem.sip.message;

/** What the parser made of some bytes. */
public sealed interface ParseResult {

  /** A message that follows the grammar as far as we use it. */
  record Message(SipMessage message) implements ParseResult {}

  /**
   * No message. To be counted, answered if an answer is given, and dropped.
   *
   * @param status 400, 413, 505 or 513; for a response too, though that is never answered
   * @param reason what is wrong, fit for a log and a reason phrase
   * @param answer to be encoded and sent to where the bytes came from, nothing else, since what it
   *     copied may be what is wrong; {@code null} when no answer is possible: it is no request, it
   *     is an ACK, or a header that an answer copies is missing
   */
  record Malformed(int status, String reason, SipResponse answer) implements ParseResult {}

  /** Nothing but line ends or zeros, which keep a NAT's binding or a connection open. */
  enum KeepAlive implements ParseResult {
    /** A double CRLF, answered by {@link #pong} (RFC 5626 §3.5.1, §4.4.1). */
    PING,
    /** The answer to a ping of ours. */
    PONG,
    /** Zeros or other line ends, not to be answered. */
    SILENT;

    /** What answers a {@link #PING}: one CRLF. */
    public static byte[] pong() {
      return new byte[] {'\r', '\n'};
    }

    static KeepAlive of(byte[] bytes) {
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] != (i % 2 == 0 ? '\r' : '\n')) {
          return SILENT;
        }
      }
      return switch (bytes.length) {
        case 4 -> PING;
        case 2 -> PONG;
        default -> SILENT;
      };
    }
  }
}
