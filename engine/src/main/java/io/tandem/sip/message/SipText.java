package io.tandem.sip.message;

/** Character classes and quoting of RFC 3261 §25.1. */
final class SipText {
  private static final byte TOKEN = 1;
  private static final byte UNRESERVED = 2;
  private static final byte[] CLASSES = new byte[128];

  static {
    for (char c = 0; c < 128; c++) {
      boolean alphanumeric = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
      if (alphanumeric || "-.!%*_+`'~".indexOf(c) >= 0) {
        CLASSES[c] |= TOKEN;
      }
      if (alphanumeric || "-_.!~*'()".indexOf(c) >= 0) {
        CLASSES[c] |= UNRESERVED;
      }
    }
  }

  private SipText() {}

  static boolean isTokenChar(char c) {
    return c < 128 && (CLASSES[c] & TOKEN) != 0;
  }

  static boolean isUnreserved(char c) {
    return c < 128 && (CLASSES[c] & UNRESERVED) != 0;
  }

  static boolean isControl(char c) {
    return c < ' ' || c == 0x7f;
  }

  static boolean isToken(String text) {
    return isToken(text, 0, text.length());
  }

  static boolean isToken(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (!isTokenChar(text.charAt(i))) {
        return false;
      }
    }
    return start < end;
  }

  /** Where {@code text[start, end)} begins without the white space before it. */
  static int stripStart(String text, int start, int end) {
    int at = start;
    while (at < end && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** Where {@code text[start, end)} ends without the white space after it. */
  static int stripEnd(String text, int start, int end) {
    int at = end;
    while (at > start && Character.isWhitespace(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }

  /** Refuses what could end a header line or hide in it: any control character but the tab. */
  static String requireLine(String what, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isControl(c) && c != '\t') {
        throw new IllegalArgumentException(what + " has a control character at " + i);
      }
    }
    return text;
  }

  static String requireToken(String what, String text) {
    if (text == null || !isToken(text)) {
      throw new IllegalArgumentException(what + " is not a token");
    }
    return text;
  }

  /** Appends {@code text} as a quoted-string. */
  static void appendQuoted(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\');
      }
      out.append(c);
    }
    out.append('"');
  }

  /** The meaning of a quoted-string's inside: each quoted-pair becomes its second character. */
  static String unescapeQuoted(String inside) {
    if (inside.indexOf('\\') < 0) {
      return inside;
    }
    var text = new StringBuilder(inside.length());
    for (int i = 0; i < inside.length(); i++) {
      char c = inside.charAt(i);
      if (c == '\\' && i + 1 < inside.length()) {
        c = inside.charAt(++i);
      }
      text.append(c);
    }
    return text.toString();
  }
}
