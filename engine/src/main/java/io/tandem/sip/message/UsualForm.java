package io.tandem.sip.message;

/**
 * Reads header values in the form that nearly all of them have. It knows no more of the grammar
 * than that: a value with anything else in it (escapes, white space where none is needed, upper
 * case where case does not matter, another scheme) is not judged but left to {@link HeaderGrammar},
 * which would have read each of those that are read here in the same way, only slower.
 */
final class UsualForm {
  private UsualForm() {}

  /** Reads an address; {@code null} if it has another form. */
  static NameAddress address(String text) {
    var scanner = new FieldScanner(text);
    boolean bare = text.startsWith("sip");
    String name = bare ? null : displayName(scanner);
    if (!bare && !scanner.skip('<')) {
      return null;
    }
    int start = scanner.at();
    if (!uri(scanner) || !bare && !scanner.uriParameters()) {
      return null;
    }
    String uri = scanner.from(start);
    var parameters = bare || scanner.skip('>') ? scanner.parameters() : null;
    return parameters == null ? null : NameAddress.ofChecked(name, uri, parameters);
  }

  /** Reads a Via; {@code null} if it has another form. */
  static Via via(String text) {
    var scanner = new FieldScanner(text);
    if (!scanner.skip("SIP/2.0/")) {
      return null;
    }
    int start = scanner.at();
    if (!scanner.run(FieldScanner.USER)) {
      return null;
    }
    String transport = scanner.from(start);
    if (!scanner.skip(' ')) {
      return null;
    }
    start = scanner.at();
    if (!scanner.host()) {
      return null;
    }
    String host = scanner.from(start);
    int port = scanner.port();
    var parameters = port == 0 ? null : scanner.parameters();
    return parameters == null ? null : via(transport, host, port, parameters);
  }

  private static Via via(String transport, String host, int port, ParameterMap parameters) {
    String branch = parameters.get("branch");
    String rport = parameters.get("rport");
    boolean usual = (branch == null || SipText.isToken(branch)) && (rport == null || isPort(rport));
    return usual ? new Via(transport, host, port, branch, parameters.without("branch")) : null;
  }

  private static boolean isPort(String rport) {
    var scanner = new FieldScanner(":" + rport);
    return rport.isEmpty() || scanner.port() > 0 && scanner.isAtEnd();
  }

  /** Behind an unusual name the scanner does not meet the bracket that follows a usual one. */
  private static String displayName(FieldScanner scanner) {
    return scanner.skip('"') ? quotedName(scanner) : tokens(scanner);
  }

  private static String quotedName(FieldScanner scanner) {
    int start = scanner.at();
    if (!scanner.run(FieldScanner.QUOTED)) {
      return null;
    }
    String name = scanner.from(start);
    boolean padded = name.charAt(0) == ' ' || name.charAt(name.length() - 1) == ' ';
    if (padded || !scanner.skip('"')) {
      return null;
    }
    scanner.skip(' ');
    return name;
  }

  private static String tokens(FieldScanner scanner) {
    int start = scanner.at();
    int end = start;
    while (scanner.run(FieldScanner.USER)) {
      end = scanner.at();
      scanner.skip(' ');
    }
    return end == start ? null : scanner.range(start, end);
  }

  private static boolean uri(FieldScanner scanner) {
    if (!scanner.skip("sip:") && !scanner.skip("sips:")) {
      return false;
    }
    scanner.user();
    return scanner.host() && scanner.port() != 0;
  }
}
