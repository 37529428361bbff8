package io.tandem.sip.message;

import java.util.Locale;

/**
 * A telephone number as a URI (RFC 3966): {@code tel:+1-201-555-0123}, {@code
 * tel:1002;phone-context=acme.test}.
 *
 * @param number without visual separators; with its plus if it is global
 * @param context where a local number is one, in lower case: a domain, or the beginning of a global
 *     number with its plus; {@code null} if it does not say, and for a global number
 */
public record TelUri(String number, String context) {
  private static final String SCHEME = "tel:";
  private static final String SEPARATORS = "-.()";
  private static final String LOCAL_DIGITS = "0123456789ABCDEFabcdef*#";

  /** Whether {@code text} begins with {@code tel:}. */
  public static boolean isTel(String text) {
    return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  /**
   * Reads a URI; its parameters but {@code phone-context} are of no interest here.
   *
   * @throws SipSyntaxException when {@code text} is no tel URI
   */
  public static TelUri parse(String text) {
    if (!isTel(text)) {
      throw new SipSyntaxException("not a tel URI");
    }
    return subscriber(text.substring(SCHEME.length()));
  }

  /**
   * Reads what follows the scheme, which may also stand as the user part of a SIP URI with {@code
   * user=phone} (RFC 3261 §19.1.6).
   *
   * @throws SipSyntaxException when {@code text} is no number
   */
  public static TelUri subscriber(String text) {
    int semicolon = text.indexOf(';');
    String written = semicolon < 0 ? text : text.substring(0, semicolon);
    boolean global = written.startsWith("+");
    var number = new StringBuilder(written.length());
    for (int i = global ? 1 : 0; i < written.length(); i++) {
      char c = written.charAt(i);
      boolean digit = global ? c >= '0' && c <= '9' : LOCAL_DIGITS.indexOf(c) >= 0;
      if (digit) {
        number.append(c);
      } else if (SEPARATORS.indexOf(c) < 0) {
        throw new SipSyntaxException("not a telephone number");
      }
    }
    if (number.isEmpty()) {
      throw new SipSyntaxException("empty telephone number");
    }
    return global
        ? new TelUri("+" + number, null)
        : new TelUri(number.toString(), semicolon < 0 ? null : context(text, semicolon));
  }

  private static String context(String text, int start) {
    for (String parameter : text.substring(start + 1).split(";")) {
      int equals = parameter.indexOf('=');
      if (equals > 0 && parameter.substring(0, equals).equalsIgnoreCase("phone-context")) {
        return parameter.substring(equals + 1).toLowerCase(Locale.ROOT);
      }
    }
    return null;
  }
}
