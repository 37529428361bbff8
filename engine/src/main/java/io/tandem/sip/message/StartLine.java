package io.tandem.sip.message;

/**
 * A request line or status line (§7.1, §7.2). Its parts are separated by exactly one space: more
 * (lwsstart of RFC 4475) or any at the end (trws) is refused, since a lenient reader and a strict
 * one would disagree about the Request-URI.
 *
 * @param version as written
 * @param method {@code null} in a status line
 * @param uri {@code null} in a status line
 * @param status 0 in a request line
 * @param reason {@code null} in a request line
 */
record StartLine(String version, String method, String uri, int status, String reason) {

  /**
   * @throws SipSyntaxException when {@code line} is neither
   */
  static StartLine read(String line) {
    return line.regionMatches(true, 0, "SIP/", 0, 4) ? readStatus(line) : readRequest(line);
  }

  private static StartLine readRequest(String line) {
    int first = line.indexOf(' ');
    int second = line.indexOf(' ', first + 1);
    if (first < 1 || second < 0 || line.indexOf(' ', second + 1) >= 0) {
      throw new SipSyntaxException("bad request line");
    }
    String method = line.substring(0, first);
    String version = line.substring(second + 1);
    if (!SipText.isToken(method) || !isVersion(version)) {
      throw new SipSyntaxException("bad request line");
    }
    String uri = line.substring(first + 1, second);
    return new StartLine(version, method, uri, 0, null);
  }

  private static StartLine readStatus(String line) {
    int first = line.indexOf(' ');
    String version = first < 0 ? line : line.substring(0, first);
    // The space before an empty reason phrase is often forgotten.
    int second = first < 0 ? -1 : Math.min(line.length(), first + 4);
    if (first < 0 || !isVersion(version) || second < line.length() && line.charAt(second) != ' ') {
      throw new SipSyntaxException("bad status line");
    }
    int status = HeaderGrammar.number("status", line.substring(first + 1, second), 699);
    if (status < 100) {
      throw new SipSyntaxException("bad status");
    }
    String reason = second < line.length() ? line.substring(second + 1) : "";
    return new StartLine(version, null, null, status, reason);
  }

  private static boolean isVersion(String text) {
    int dot = text.indexOf('.');
    return text.regionMatches(true, 0, "SIP/", 0, 4)
        && areDigits(text, 4, dot)
        && areDigits(text, dot + 1, text.length());
  }

  private static boolean areDigits(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return start < end;
  }

  boolean isOtherVersion() {
    return !version.equalsIgnoreCase("SIP/2.0");
  }

  /**
   * The message with this start line.
   *
   * @throws SipSyntaxException when the Request-URI is bad or CSeq names another method
   */
  SipMessage with(HeaderFields fields, byte[] body) {
    if (method == null) {
      return new SipResponse(status, reason, fields, body);
    }
    NameAddress.requireUri(uri);
    var request = new SipRequest(method, uri, fields, body);
    requireNoHeaders(request.uri());
    if (!method.equals(request.method())) {
      throw new SipSyntaxException("CSeq names another method");
    }
    request.maxForwards();
    return request;
  }

  /** §19.1.1: a Request-URI has no headers (escruri of RFC 4475). */
  private static void requireNoHeaders(SipUri requestUri) {
    if (requestUri != null && requestUri.headers() != null) {
      throw new SipSyntaxException("Request-URI with headers");
    }
  }
}
