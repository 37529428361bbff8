package io.tandem.sip.message;

import java.nio.charset.StandardCharsets;

/**
 * What is learned from a message's bytes before they are parsed: enough to frame it in a stream and
 * to choose the event loop that owns its transaction. Lenient: whatever it misreads, the parser
 * refuses later. Nothing is copied until it is asked for; the bytes must not change meanwhile.
 */
public final class MessageScan {
  /** {@link #contentLength} when there is no such header. */
  public static final int ABSENT = -1;

  /** {@link #contentLength} when it is no number or stands there twice. */
  public static final int INVALID = -2;

  private static final char NO_COMPACT = 0;
  private static final int[] NOTHING = {0, 0};

  private final byte[] bytes;
  private final int start;
  private final int limit;
  private int headEnd = -1;
  private int lineEnd;
  private int[] via = NOTHING;
  private int[] cseq = NOTHING;
  private int[] callId = NOTHING;
  private int[] from = NOTHING;
  private int contentLength = ABSENT;

  private MessageScan(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.limit = offset + length;
    int at = offset;
    while (at < limit && (bytes[at] == '\r' || bytes[at] == '\n')) {
      at++;
    }
    this.start = at;
    scan();
  }

  /** Scans a whole array. */
  public static MessageScan of(byte[] bytes) {
    return new MessageScan(bytes, 0, bytes.length);
  }

  /** Scans {@code length} bytes from {@code offset}. */
  public static MessageScan of(byte[] bytes, int offset, int length) {
    return new MessageScan(bytes, offset, length);
  }

  /** Where the start line begins, after line ends that may stand before it. */
  public int start() {
    return start;
  }

  /** Whether there is nothing but line ends. */
  public boolean isBlank() {
    return start == limit;
  }

  /** The offset behind the head's empty line, -1 when it has not arrived yet. */
  public int headEnd() {
    return headEnd;
  }

  /** The value of Content-Length, or {@link #ABSENT}, or {@link #INVALID}. */
  public int contentLength() {
    return contentLength;
  }

  /** Whether the start line is a request line. */
  public boolean isRequest() {
    return !matches(start, lineEnd, "SIP/");
  }

  /** The request's method, or that of CSeq in a response; {@code null} if there is none. */
  public String method() {
    return isRequest() ? string(start, tokenEnd(start, lineEnd)) : cseqMethod();
  }

  /** The status of a response, 0 for a request and for what is no number. */
  public int status() {
    int at = skipSpace(tokenEnd(start, lineEnd), lineEnd);
    return isRequest() ? 0 : (int) Math.max(0, number(at, Math.min(lineEnd, at + 3)));
  }

  /** The method in CSeq, {@code null} if absent. */
  public String cseqMethod() {
    int at = skipSpace(tokenEnd(cseq[0], cseq[1]), cseq[1]);
    return string(at, tokenEnd(at, cseq[1]));
  }

  /** The number in CSeq, -1 if absent or no number. */
  public long cseq() {
    return number(cseq[0], tokenEnd(cseq[0], cseq[1]));
  }

  /** The value of Call-ID, {@code null} if absent. */
  public String callId() {
    return string(callId[0], callId[1]);
  }

  /** The tag of From, {@code null} if absent. */
  public String fromTag() {
    int[] tag = fromTagRange();
    return string(tag[0], tag[1]);
  }

  /** The branch of the top Via, {@code null} if absent. */
  public String branch() {
    int[] branch = branchRange();
    return string(branch[0], branch[1]);
  }

  /** The {@code host:port} of the top Via as written, {@code null} if absent. */
  public String sentBy() {
    int[] sentBy = sentByRange();
    return string(sentBy[0], sentBy[1]);
  }

  /**
   * A number from 0 that is the same for all messages of one server transaction, and for an INVITE,
   * its CANCEL and the ACK of its failure: of branch and sent-by, or for a client of RFC 2543 of
   * the other fields that §17.2.3 compares.
   */
  public int ownerHash() {
    int[] branch = branchRange();
    int[] sentBy = sentByRange();
    int hash = hash(17, sentBy[0], sentBy[1], true);
    boolean bareCookie = branch[1] - branch[0] == Via.MAGIC_COOKIE.length();
    if (!bareCookie && matches(branch[0], branch[1], Via.MAGIC_COOKIE)) {
      hash = hash(hash, branch[0], branch[1], false);
    } else {
      int[] tag = fromTagRange();
      int uri = skipSpace(tokenEnd(start, lineEnd), lineEnd);
      hash = hash(hash, uri, tokenEnd(uri, lineEnd), false);
      hash = hash(hash, tag[0], tag[1], false);
      hash = hash(hash, callId[0], callId[1], false);
      hash = hash(hash, cseq[0], tokenEnd(cseq[0], cseq[1]), false);
      hash = hash(hash, branch[0], branch[1], false);
    }
    hash ^= hash >>> 16;
    hash *= 0x85ebca6b;
    hash ^= hash >>> 13;
    return hash & Integer.MAX_VALUE;
  }

  private void scan() {
    lineEnd = nextLineEnd(start);
    int at = lineEnd + 2;
    while (at < limit) {
      if (bytes[at] == '\r' && at + 1 < limit && bytes[at + 1] == '\n') {
        headEnd = at + 2;
        return;
      }
      int end = nextLineEnd(at);
      while (end + 2 < limit && (bytes[end + 2] == ' ' || bytes[end + 2] == '\t')) {
        end = nextLineEnd(end + 2);
      }
      field(at, end);
      at = end + 2;
    }
  }

  /** Where the line's CRLF begins, or the limit. */
  private int nextLineEnd(int from) {
    // Every second byte is enough to meet one of the two.
    for (int i = from + 1; i < limit; i += 2) {
      byte b = bytes[i];
      if (b == '\n' && bytes[i - 1] == '\r') {
        return i - 1;
      }
      if (b == '\r' && i + 1 < limit && bytes[i + 1] == '\n') {
        return i;
      }
    }
    return limit;
  }

  private void field(int begin, int end) {
    switch (bytes[begin] | 0x20) {
      case 'v' -> via = first(via, begin, end, "Via", 'v');
      case 'f' -> from = first(from, begin, end, "From", 'f');
      case 'i' -> callId = first(callId, begin, end, "i", 'i');
      case 'l' -> length(begin, end);
      case 'c' -> {
        cseq = first(cseq, begin, end, "CSeq", NO_COMPACT);
        callId = first(callId, begin, end, "Call-ID", 'i');
        length(begin, end);
      }
      default -> {}
    }
  }

  private int[] first(int[] known, int begin, int end, String name, char compact) {
    if (known != NOTHING) {
      return known;
    }
    int value = valueOf(begin, end, name, compact);
    return value < 0 ? NOTHING : new int[] {value, trimmedEnd(value, end)};
  }

  private void length(int begin, int end) {
    int value = valueOf(begin, end, "Content-Length", 'l');
    if (value >= 0) {
      long length = number(value, trimmedEnd(value, end));
      contentLength =
          contentLength == ABSENT && length >= 0 && length <= Integer.MAX_VALUE
              ? (int) length
              : INVALID;
    }
  }

  /** Where the value begins if the field has that name, else -1. */
  private int valueOf(int begin, int end, String name, char compact) {
    int at = begin;
    if (matches(begin, end, name)) {
      at += name.length();
    } else if ((bytes[begin] | 0x20) == compact) {
      at++;
    } else {
      return -1;
    }
    at = skipSpace(at, end);
    return at < end && bytes[at] == ':' ? skipSpace(at + 1, end) : -1;
  }

  private int[] sentByRange() {
    int at = via[0];
    for (int slashes = 0; at < via[1] && slashes < 2; at++) {
      slashes += bytes[at] == '/' ? 1 : 0;
    }
    at = skipSpace(at, via[1]);
    at = skipSpace(tokenEnd(at, via[1]), via[1]);
    int end = at;
    while (end < via[1] && bytes[end] != ';' && bytes[end] != ',' && !isSpace(bytes[end])) {
      end++;
    }
    return new int[] {at, end};
  }

  private int[] branchRange() {
    return parameter(via[0], via[1], "branch", true);
  }

  private int[] fromTagRange() {
    int at = from[0];
    boolean quoted = false;
    for (int i = from[0]; i < from[1]; i++) {
      if (bytes[i] == '\\') {
        i++;
      } else if (bytes[i] == '"') {
        quoted = !quoted;
      } else if (bytes[i] == '>' && !quoted) {
        at = i + 1;
      }
    }
    return parameter(at, from[1], "tag", false);
  }

  /** The range of a parameter's value; in a list only the first element is looked at. */
  private int[] parameter(int begin, int end, String name, boolean list) {
    for (int i = begin; i < end && !(list && bytes[i] == ','); i++) {
      if (bytes[i] != ';') {
        continue;
      }
      int at = skipSpace(i + 1, end);
      if (!matches(at, end, name)) {
        continue;
      }
      at = skipSpace(at + name.length(), end);
      if (at < end && bytes[at] == '=') {
        at = skipSpace(at + 1, end);
        return new int[] {at, tokenEnd(at, end)};
      }
    }
    return NOTHING;
  }

  private boolean matches(int begin, int end, String text) {
    if (end - begin < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (lower(bytes[begin + i]) != lower((byte) text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private int tokenEnd(int begin, int end) {
    int at = begin;
    while (at < end && !isSpace(bytes[at]) && bytes[at] != ';' && bytes[at] != ',') {
      at++;
    }
    return at;
  }

  private int skipSpace(int begin, int end) {
    int at = begin;
    while (at < end && isSpace(bytes[at])) {
      at++;
    }
    return at;
  }

  private int trimmedEnd(int begin, int end) {
    int at = end;
    while (at > begin && isSpace(bytes[at - 1])) {
      at--;
    }
    return at;
  }

  private long number(int begin, int end) {
    long number = begin < end ? 0 : -1;
    for (int i = begin; i < end; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9 || number > Integer.MAX_VALUE / 10) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  private int hash(int seed, int begin, int end, boolean fold) {
    int hash = seed * 31;
    for (int i = begin; i < end; i++) {
      hash = hash * 31 + (fold ? lower(bytes[i]) : bytes[i]);
    }
    return hash;
  }

  private String string(int begin, int end) {
    return begin < end ? new String(bytes, begin, end - begin, StandardCharsets.ISO_8859_1) : null;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + 32 : b;
  }
}
