package io.tandem.sip.transport;

import io.netty.buffer.ByteBuf;
import io.tandem.sip.message.MessageScan;

/**
 * Cuts a byte stream into messages by Content-Length (RFC 3261 §18.3) and finds the keep-alives
 * between them (RFC 5626 §3.5.1: a double CRLF is a ping, to be answered with one CRLF). Knows no
 * channel and no time. One per connection.
 */
final class StreamFramer {
  /** Takes what is found, in the stream's order. */
  interface Output {
    void message(MessageScan scan, byte[] head, byte[] body);

    void ping();

    /** The stream cannot be followed any further; nothing comes after this. */
    void fault(StreamFault fault, byte[] head);

    /** The head exceeds its limit; nothing comes after this. */
    void endlessHead();
  }

  private static final byte[] NOTHING = {};

  private final StreamLimits limits;
  private final Output output;
  private int emptyLines;
  private int searched;
  private MessageScan head;
  private byte[] headBytes;
  private int bodyLength;
  private boolean broken;

  StreamFramer(StreamLimits limits, Output output) {
    this.limits = limits;
    this.output = output;
  }

  /** Takes what is complete from {@code in} and leaves the rest there for the next time. */
  void read(ByteBuf in) {
    boolean more = true;
    while (more && !broken) {
      more = head == null ? readHead(in) : readBody(in);
    }
    if (broken) {
      in.skipBytes(in.readableBytes());
    }
  }

  /** Whether a message has begun and not ended, {@code in} being what {@link #read} left. */
  boolean isWithinMessage(ByteBuf in) {
    return !broken && (head != null || in.isReadable());
  }

  private boolean readHead(ByteBuf in) {
    if (searched == 0) {
      skipEmptyLines(in);
    }
    int end = findEnd(in);
    int length = end < 0 ? in.readableBytes() : end - in.readerIndex();
    if (length > limits.maxHeadBytes()) {
      broken = true;
      output.endlessHead();
      return false;
    }
    if (end < 0) {
      return false;
    }
    byte[] found = new byte[length];
    in.readBytes(found);
    searched = 0;
    return accept(found);
  }

  private boolean accept(byte[] found) {
    MessageScan scan = MessageScan.of(found);
    int length = scan.contentLength();
    StreamFault fault =
        switch (length) {
          case MessageScan.ABSENT -> StreamFault.CONTENT_LENGTH_MISSING;
          case MessageScan.INVALID -> StreamFault.CONTENT_LENGTH_INVALID;
          default -> length > limits.maxBodyBytes() ? StreamFault.BODY_TOO_LARGE : null;
        };
    if (fault != null) {
      broken = true;
      output.fault(fault, found);
      return false;
    }
    head = scan;
    headBytes = found;
    bodyLength = length;
    return true;
  }

  private boolean readBody(ByteBuf in) {
    if (in.readableBytes() < bodyLength) {
      return false;
    }
    byte[] body = bodyLength == 0 ? NOTHING : new byte[bodyLength];
    in.readBytes(body);
    MessageScan complete = head;
    head = null;
    output.message(complete, headBytes, body);
    return in.isReadable();
  }

  private void skipEmptyLines(ByteBuf in) {
    while (in.isReadable()) {
      byte b = in.getByte(in.readerIndex());
      if (b != '\r' && b != '\n') {
        emptyLines = 0;
        return;
      }
      in.skipBytes(1);
      if (b == '\n' && ++emptyLines == 2) {
        emptyLines = 0;
        output.ping();
      }
    }
  }

  /** The index behind CRLFCRLF, or -1; what has been searched is not searched again. */
  private int findEnd(ByteBuf in) {
    int start = in.readerIndex();
    int last = in.writerIndex() - 3;
    for (int i = start + searched; i < last; i++) {
      if (in.getByte(i) == '\r'
          && in.getByte(i + 1) == '\n'
          && in.getByte(i + 2) == '\r'
          && in.getByte(i + 3) == '\n') {
        return i + 4;
      }
    }
    searched = Math.max(0, last - start);
    return -1;
  }
}
