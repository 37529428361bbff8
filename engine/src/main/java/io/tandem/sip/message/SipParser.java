package io.tandem.sip.message;

import java.util.Arrays;

/**
 * Reads bytes into messages. Stateless and thread-safe.
 *
 * <p>Strict where a lenient reading could be understood differently elsewhere (line ends, message
 * length, repeated headers, the start line), tolerant of headers that nothing here uses. Time is
 * linear in the message's length, which is bounded by {@link ParserLimits}.
 */
public final class SipParser {
  private static final byte[] NO_BODY = new byte[0];

  private final ParserLimits limits;

  /** A parser with {@link ParserLimits#DEFAULT}. */
  public SipParser() {
    this(ParserLimits.DEFAULT);
  }

  /** A parser with limits of the caller's choice. */
  public SipParser(ParserLimits limits) {
    this.limits = limits;
  }

  /**
   * Reads a datagram (RFC 3261 §18.3): without Content-Length the body reaches to its end; what is
   * beyond Content-Length is cut; a Content-Length beyond the datagram is refused.
   */
  public ParseResult datagram(byte[] bytes) {
    int start = skip(bytes, true);
    if (start == bytes.length) {
      return ParseResult.KeepAlive.of(bytes);
    }
    var head = Head.read(bytes, skip(bytes, false), limits);
    int available = bytes.length - head.end();
    try {
      int length = contentLength(head, available);
      if (length > available) {
        throw new SipSyntaxException("Content-Length beyond the datagram");
      }
      return message(head, slice(bytes, head.end(), length));
    } catch (SipSyntaxException e) {
      return malformed(head, e);
    }
  }

  /**
   * Reads a message that was framed by its Content-Length.
   *
   * @param head start line and headers with the empty line, as {@link MessageScan} delimits it
   * @param body exactly as many bytes as Content-Length says
   */
  public ParseResult message(byte[] head, byte[] body) {
    int start = skip(head, true);
    if (start == head.length && body.length == 0) {
      return ParseResult.KeepAlive.of(head);
    }
    var read = Head.read(head, skip(head, false), limits);
    try {
      if (contentLength(read, 0) != body.length) {
        throw new SipSyntaxException("Content-Length differs from the frame");
      }
      return message(read, body.length == 0 ? NO_BODY : body.clone());
    } catch (SipSyntaxException e) {
      return malformed(read, e);
    }
  }

  private ParseResult message(Head head, byte[] body) {
    if (head.refusal() != null) {
      return head.refusal().of(head);
    }
    if (body.length > limits.bodyBytes()) {
      return new Refusal(413, "Request Entity Too Large").of(head);
    }
    var startLine = StartLine.read(head.startLine());
    if (startLine.isOtherVersion()) {
      return new Refusal(505, "Version Not Supported").of(head);
    }
    var fields = HeaderFields.of(head.fields());
    String repeated = fields.repeatedSingle();
    if (repeated != null) {
      throw new SipSyntaxException("repeated " + repeated);
    }
    var message = startLine.with(fields, body);
    message.requireWellFormed();
    return new ParseResult.Message(message);
  }

  private static ParseResult malformed(Head head, SipSyntaxException defect) {
    // A defect of the head explains what follows from it, and comes first.
    var refusal = head.refusal() != null ? head.refusal() : new Refusal(400, defect.getMessage());
    return refusal.of(head);
  }

  /** What Content-Length says, {@code otherwise} if it is absent. */
  private static int contentLength(Head head, int otherwise) {
    var values = head.contentLengths();
    if (values.size() > 1) {
      throw new SipSyntaxException("repeated Content-Length");
    }
    return values.isEmpty()
        ? otherwise
        : HeaderGrammar.number(HeaderNames.CONTENT_LENGTH, values.get(0), Integer.MAX_VALUE / 2);
  }

  private static byte[] slice(byte[] bytes, int start, int length) {
    return length == 0 ? NO_BODY : Arrays.copyOfRange(bytes, start, start + length);
  }

  /** Skips the line ends that may stand before a start line (§7.5), and zeros if asked to. */
  private static int skip(byte[] bytes, boolean zeros) {
    int at = 0;
    while (at < bytes.length
        && (bytes[at] == '\r' || bytes[at] == '\n' || zeros && bytes[at] == 0)) {
      at++;
    }
    return at;
  }
}
