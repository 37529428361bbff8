package io.tandem.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads a multipart body (RFC 2046 §5.1):
 *
 * <pre>
 *   preamble, ignored
 *   --boundary
 *   Content-Type: application/sdp
 *
 *   content
 *   --boundary--
 *   epilogue, ignored
 * </pre>
 *
 * Lines may end in LF alone, and the closing boundary may be missing: what is there counts. One
 * pass, in the order of the body's length.
 */
public final class Multipart {
  private static final int MAX_PARTS = 32;
  private static final int MAX_BOUNDARY = 70;
  private static final int MAX_HEAD = 4096;

  private final byte[] body;
  private final byte[] delimiter;
  private final List<BodyPart> parts = new ArrayList<>();

  private Multipart(byte[] body, byte[] delimiter) {
    this.body = body;
    this.delimiter = delimiter;
  }

  /**
   * The parts of {@code multipart}, in their order, at least one.
   *
   * @throws SipSyntaxException when it names no boundary, has no part or more than 32, or a part's
   *     headers cannot be read
   */
  public static List<BodyPart> parts(BodyPart multipart) {
    String boundary = multipart.type().parameter("boundary");
    if (boundary == null || boundary.isEmpty() || boundary.length() > MAX_BOUNDARY) {
      throw new SipSyntaxException("bad boundary");
    }
    byte[] delimiter = ("--" + boundary).getBytes(StandardCharsets.UTF_8);
    return new Multipart(multipart.content(), delimiter).read();
  }

  private List<BodyPart> read() {
    int start = -1; // of the part that is read; none before the first delimiter
    int line = 0;
    boolean closed = false;
    while (line < body.length && !closed) {
      int end = endOfLine(line);
      int kind = delimiterAt(line, end);
      if (kind >= 0) {
        add(start, line);
        start = end;
        closed = kind > 0;
      }
      line = end;
    }
    if (!closed && start >= 0) {
      add(start, body.length + 2); // as if a line end and the delimiter followed
    }
    if (parts.isEmpty()) {
      throw new SipSyntaxException("no part in a multipart body");
    }
    return parts;
  }

  /** Where the next line begins. */
  private int endOfLine(int line) {
    int at = line;
    while (at < body.length && body[at] != '\n') {
      at++;
    }
    return Math.min(at + 1, body.length);
  }

  /** -1 for another line, 0 for a delimiter, 1 for the closing one. */
  private int delimiterAt(int line, int end) {
    int after = line + delimiter.length;
    if (after > end || !Arrays.equals(body, line, after, delimiter, 0, delimiter.length)) {
      return -1;
    }
    boolean closes = after + 1 < end && body[after] == '-' && body[after + 1] == '-';
    for (int at = closes ? after + 2 : after; at < end; at++) {
      if (body[at] > ' ' || body[at] < 0) {
        return -1;
      }
    }
    return closes ? 1 : 0;
  }

  /** The part from {@code start} to the delimiter that begins at {@code next}. */
  private void add(int start, int next) {
    if (start < 0) {
      return;
    }
    if (parts.size() == MAX_PARTS) {
      throw new SipSyntaxException("too many parts in a multipart body");
    }
    var head = new HashMap<String, String>();
    int content = readHead(start, Math.min(next, body.length), head);
    int end = Math.max(content, withoutLineEnd(next));
    parts.add(
        BodyPart.of(
                head.get("content-type"),
                head.get("content-disposition"),
                head.get("content-encoding"),
                head.get("content-transfer-encoding"))
            .holding(Arrays.copyOfRange(body, content, end)));
  }

  /** The line end before a delimiter belongs to it. */
  private int withoutLineEnd(int next) {
    if (next > body.length) {
      return body.length;
    }
    int end = next - 1;
    return end > 0 && body[end - 1] == '\r' ? end - 1 : end;
  }

  /** Reads headers by lower-case name; returns where the content begins. */
  private int readHead(int start, int limit, Map<String, String> head) {
    String last = null;
    int line = start;
    while (line < limit) {
      int end = endOfLine(line);
      String text = new String(body, line, end - line, StandardCharsets.UTF_8).stripTrailing();
      line = end;
      if (text.isEmpty()) {
        return line;
      }
      if (line - start > MAX_HEAD) {
        throw new SipSyntaxException("headers of a part too long");
      }
      boolean continues = text.charAt(0) <= ' ';
      int colon = text.indexOf(':');
      if (continues && last != null) {
        head.merge(last, text.strip(), (before, more) -> before + ' ' + more);
      } else if (colon > 0) {
        last = HeaderNames.canonical(text.substring(0, colon).strip()).toLowerCase(Locale.ROOT);
        head.putIfAbsent(last, text.substring(colon + 1).strip());
      } else {
        throw new SipSyntaxException("bad header of a part");
      }
    }
    return limit;
  }
}
