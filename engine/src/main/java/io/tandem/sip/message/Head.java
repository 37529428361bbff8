package io.tandem.sip.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A message's start line and header fields as text: split, unfolded and bounded in one linear pass,
 * before any header is parsed. Reading goes on after a defect as far as it can, so that a refusal
 * can copy what it needs.
 */
final class Head {
  private final List<HeaderField> fields = new ArrayList<>(20);
  private final List<String> contentLengths = new ArrayList<>(1);
  private final ParserLimits limits;
  private String startLine = "";
  private Refusal refusal;
  private int end;

  private Head(ParserLimits limits) {
    this.limits = limits;
  }

  /** Reads the head that begins at {@code start}. */
  static Head read(byte[] bytes, int start, ParserLimits limits) {
    var head = new Head(limits);
    head.readLines(head.decode(bytes, start));
    return head;
  }

  String startLine() {
    return startLine;
  }

  List<HeaderField> fields() {
    return fields;
  }

  /** The values of Content-Length, which is not among {@link #fields}. */
  List<String> contentLengths() {
    return contentLengths;
  }

  /** The first defect, {@code null} if there is none. */
  Refusal refusal() {
    return refusal;
  }

  /** Where the body begins. */
  int end() {
    return end;
  }

  /** The head as text without its empty line; ends early at a defect. */
  private String decode(byte[] bytes, int start) {
    int stop = Math.min(bytes.length, start + limits.headBytes());
    boolean ascii = true;
    boolean controls = false;
    int i = start;
    for (; i < stop; i++) {
      byte b = bytes[i];
      if (b >= ' ' && b != 0x7f || b == '\t') {
        continue;
      }
      if (b < 0) {
        ascii = false;
      } else if (b == '\r' && i + 1 < bytes.length && bytes[i + 1] == '\n') {
        if (endsAt(bytes, i + 2)) {
          end = i + 4;
          return text(bytes, start, i, ascii, controls);
        }
        i++;
      } else if (b != '\r' && b != '\n' && i > start && bytes[i - 1] == '\\') {
        controls = true;
      } else {
        refuse(400, "Control Character");
        break;
      }
    }
    refuse(stop < bytes.length ? Refusal.headTooLarge() : new Refusal(400, "Truncated"));
    end = bytes.length;
    return text(bytes, start, Math.min(i, stop), ascii, controls);
  }

  private static boolean endsAt(byte[] bytes, int at) {
    return at + 1 < bytes.length && bytes[at] == '\r' && bytes[at + 1] == '\n';
  }

  private static String text(byte[] bytes, int start, int end, boolean ascii, boolean controls) {
    int length = Math.max(0, end - start);
    String text = ascii ? latin1(bytes, start, length) : utf8OrLatin1(bytes, start, length);
    return controls ? withoutQuotedControls(text) : text;
  }

  private static String latin1(byte[] bytes, int start, int length) {
    return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
  }

  /** RFC 3261 knows UTF-8 only, but phones send display names in ISO-8859-1. */
  private static String utf8OrLatin1(byte[] bytes, int start, int length) {
    try {
      var decoder = StandardCharsets.UTF_8.newDecoder();
      return decoder.decode(ByteBuffer.wrap(bytes, start, length)).toString();
    } catch (CharacterCodingException e) {
      return latin1(bytes, start, length);
    }
  }

  /** The grammar lets a quoted string hold any control character; none shall travel further. */
  private static String withoutQuotedControls(String text) {
    var kept = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean quotesControl = c == '\\' && i + 1 < text.length() && isDropped(text.charAt(i + 1));
      if (quotesControl) {
        i++;
      } else {
        kept.append(c);
      }
    }
    return kept.toString();
  }

  private static boolean isDropped(char c) {
    return SipText.isControl(c) && c != '\t' && c != '\r';
  }

  private void readLines(String text) {
    int lineEnd = lineEnd(text, 0);
    startLine = text.substring(0, lineEnd);
    int at = lineEnd + 2;
    while (at < text.length()) {
      lineEnd = lineEnd(text, at);
      int next = lineEnd + 2;
      if (isFold(text, next)) {
        var unfolded = new StringBuilder(text.substring(at, lineEnd));
        while (isFold(text, next)) {
          lineEnd = lineEnd(text, next);
          unfolded.append(' ').append(text.substring(next, lineEnd).strip());
          next = lineEnd + 2;
        }
        readField(unfolded.toString(), 0, unfolded.length());
      } else {
        readField(text, at, lineEnd);
      }
      at = next;
    }
  }

  private static int lineEnd(String text, int from) {
    int at = text.indexOf("\r\n", from);
    return at < 0 ? text.length() : at;
  }

  private static boolean isFold(String text, int at) {
    return at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t');
  }

  private void readField(String text, int start, int end) {
    int colon = start;
    while (colon < end && text.charAt(colon) != ':') {
      colon++;
    }
    int nameEnd = colon == end ? start : SipText.stripEnd(text, start, colon);
    int nameStart = SipText.stripStart(text, start, nameEnd);
    if (!SipText.isToken(text, nameStart, nameEnd)) {
      refuse(400, "Bad Header Name");
      return;
    }
    if (end - start > limits.fieldChars() || fields.size() >= limits.fields()) {
      refuse(Refusal.headTooLarge());
      return;
    }
    String canonical = HeaderNames.canonical(text, nameStart, nameEnd);
    int valueEnd = SipText.stripEnd(text, colon + 1, end);
    String value = text.substring(SipText.stripStart(text, colon + 1, valueEnd), valueEnd);
    if (canonical.equals(HeaderNames.CONTENT_LENGTH)) {
      contentLengths.add(value);
    } else {
      HeaderFields.add(fields, new HeaderField(canonical, value));
    }
    if (fields.size() > limits.fields()) {
      refuse(Refusal.headTooLarge());
    }
  }

  private void refuse(int status, String reason) {
    refuse(new Refusal(status, reason));
  }

  private void refuse(Refusal next) {
    if (refusal == null) {
      refusal = next;
    }
  }
}
