package io.tandem.sip.message;

/**
 * Goes over a header's value from left to right, once, as long as it is written in the usual way.
 * Each step says whether it found what it was asked for; where one does not, the scan is given up.
 */
final class FieldScanner {
  static final byte USER = 1;
  static final byte HOST = 2;
  static final byte NAME = 4;
  static final byte TOKEN = 8;
  static final byte QUOTED = 16;
  static final byte IPV6 = 32;
  private static final int MANY = 8;
  private static final byte[] CLASSES = new byte[128];

  /** Names of parameters that need no copy. */
  private static final String[] KNOWN = {
    "tag", "branch", "rport", "received", "expires", "q", "+sip.instance", "reg-id"
  };

  static {
    for (char c = ' '; c < 127; c++) {
      boolean small = c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
      boolean alphanumeric = small || c >= 'A' && c <= 'Z';
      mark(c, USER, alphanumeric || "-_.+".indexOf(c) >= 0);
      mark(c, HOST, small || c == '-' || c == '.');
      mark(c, NAME, small || "-_.+".indexOf(c) >= 0);
      mark(c, TOKEN, alphanumeric || "-_.+~!*".indexOf(c) >= 0);
      mark(c, QUOTED, c != '"' && c != '\\');
      mark(c, IPV6, c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c == ':');
    }
  }

  private final String text;
  private int at;

  FieldScanner(String text) {
    this.text = text;
  }

  private static void mark(char c, byte as, boolean is) {
    CLASSES[c] |= is ? as : 0;
  }

  /** Where the scan is. */
  int at() {
    return at;
  }

  boolean isAtEnd() {
    return at == text.length();
  }

  /** What stands between {@code start} and here. */
  String from(int start) {
    return text.substring(start, at);
  }

  /** What stands between {@code start} and {@code end}. */
  String range(int start, int end) {
    return text.substring(start, end);
  }

  boolean skip(char c) {
    boolean found = at < text.length() && text.charAt(at) == c;
    at += found ? 1 : 0;
    return found;
  }

  boolean skip(String expected) {
    boolean found = text.startsWith(expected, at);
    at += found ? expected.length() : 0;
    return found;
  }

  /** Skips characters of a class; whether there was one. */
  boolean run(byte of) {
    int start = at;
    while (at < text.length() && is(text.charAt(at), of)) {
      at++;
    }
    return at > start;
  }

  /** Skips a name in lower case, or an address, IPv6 in brackets. */
  boolean host() {
    int start = at;
    if (skip('[')) {
      int colon = text.indexOf(':', start);
      return run(IPV6) && colon > start && colon < at && skip(']');
    }
    return run(HOST) && isAlphanumeric(text.charAt(start)) && isAlphanumeric(text.charAt(at - 1));
  }

  /** Skips {@code user@} if it is there. */
  void user() {
    int start = at;
    if (!run(USER) || !skip('@')) {
      at = start;
    }
  }

  /** Skips and reads {@code :port}: -1 if there is none, 0 if there is none to be understood. */
  int port() {
    if (!skip(':')) {
      return -1;
    }
    int port = 0;
    int start = at;
    for (; at < text.length() && isDigit(text.charAt(at)) && at - start < 6; at++) {
      port = port * 10 + text.charAt(at) - '0';
    }
    return at == start || text.charAt(start) == '0' || port > 65_535 ? 0 : port;
  }

  /**
   * Reads {@code ;name=value} up to the end of the text.
   *
   * @return {@code null} if anything else is there, or a name twice
   */
  ParameterMap parameters() {
    if (isAtEnd()) {
      return ParameterMap.EMPTY;
    }
    var parameters = new ParameterMap.Builder();
    while (skip(';')) {
      int start = at;
      if (!run(NAME)) {
        return null;
      }
      String name = name(start);
      String value = skip('=') ? value() : "";
      if (value == null || !parameters.add(name, value)) {
        return null;
      }
    }
    return isAtEnd() ? parameters.build() : null;
  }

  /** Skips {@code ;name=value} of a URI; false if they are unusual, many, or two begin alike. */
  boolean uriParameters() {
    int first = at;
    for (int count = 1; skip(';'); count++) {
      int start = at;
      if (count > MANY || !run(NAME) || isRepeated(first, start) || skip('=') && !run(TOKEN)) {
        return false;
      }
    }
    return true;
  }

  private boolean isRepeated(int first, int start) {
    for (int i = first; i < start - 1; i++) {
      if (text.regionMatches(i, text, start - 1, at - start + 1)) {
        return true;
      }
    }
    return false;
  }

  private String name(int start) {
    for (String known : KNOWN) {
      if (known.length() == at - start && text.startsWith(known, start)) {
        return known;
      }
    }
    return from(start);
  }

  private String value() {
    boolean quoted = skip('"');
    int start = at;
    if (!run(quoted ? QUOTED : TOKEN)) {
      return null;
    }
    String value = from(start);
    return !quoted || skip('"') ? value : null;
  }

  private static boolean is(char c, byte of) {
    return c < 128 && (CLASSES[c] & of) != 0;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isAlphanumeric(char c) {
    return c != '-' && c != '.';
  }
}
