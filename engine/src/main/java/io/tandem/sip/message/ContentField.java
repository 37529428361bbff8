package io.tandem.sip.message;

import java.util.Locale;
import java.util.Map;

/**
 * The value of Content-Type or Content-Disposition (RFC 3261 §20.11, §20.15): {@code
 * multipart/mixed;boundary=x}, {@code session;handling=optional}.
 *
 * @param value in lower case and without white space, {@code multipart/mixed}
 * @param parameters by lower-case name, without quotes
 */
public record ContentField(String value, Map<String, String> parameters) {
  private static final int MAX_PARAMETERS = 32;

  /**
   * Reads a media type; white space may stand around its slash (§25.1, {@code SLASH}).
   *
   * @throws SipSyntaxException when it is none
   */
  public static ContentField mediaType(String text) {
    int slash = text.indexOf('/');
    int end = text.indexOf(';');
    if (slash < 0 || end >= 0 && end < slash) {
      throw new SipSyntaxException("bad Content-Type");
    }
    String type = token(text, 0, slash);
    String subtype = token(text, slash + 1, end < 0 ? text.length() : end);
    return new ContentField(type + '/' + subtype, parameters(text, end));
  }

  /**
   * Reads a disposition.
   *
   * @throws SipSyntaxException when it is none
   */
  public static ContentField disposition(String text) {
    int end = text.indexOf(';');
    String value = token(text, 0, end < 0 ? text.length() : end);
    return new ContentField(value, parameters(text, end));
  }

  private static String token(String text, int start, int end) {
    int from = SipText.stripStart(text, start, end);
    int to = SipText.stripEnd(text, from, end);
    if (!SipText.isToken(text, from, to)) {
      throw new SipSyntaxException("not a token in the name of a body's type");
    }
    return text.substring(from, to).toLowerCase(Locale.ROOT);
  }

  /**
   * @param start of the first semicolon, negative if there is none
   */
  private static Map<String, String> parameters(String text, int start) {
    if (start < 0) {
      return ParameterMap.EMPTY;
    }
    var parameters = new ParameterMap.Builder();
    int at = start;
    for (int count = 0; at < text.length(); count++) {
      if (text.charAt(at) != ';' || count == MAX_PARAMETERS) {
        throw new SipSyntaxException("bad parameters of a body's type");
      }
      int end = endOf(text, at + 1);
      if (SipText.stripStart(text, at + 1, end) < end) { // a semicolon that ends all is common
        add(parameters, text, at + 1, end);
      }
      at = end;
    }
    return parameters.build();
  }

  /** Where the parameter that begins at {@code start} ends: at a semicolon outside of quotes. */
  private static int endOf(String text, int start) {
    boolean quoted = false;
    int at = start;
    while (at < text.length() && (quoted || text.charAt(at) != ';')) {
      char c = text.charAt(at);
      quoted ^= c == '"';
      at += quoted && c == '\\' ? 2 : 1;
    }
    return Math.min(at, text.length());
  }

  private static void add(ParameterMap.Builder to, String text, int start, int end) {
    int equals = text.indexOf('=', start);
    if (equals < 0 || equals > end) {
      to.add(token(text, start, end), "");
      return;
    }
    int from = SipText.stripStart(text, equals + 1, end);
    int until = SipText.stripEnd(text, from, end);
    boolean quoted = until - from >= 2 && text.charAt(from) == '"' && text.charAt(until - 1) == '"';
    if (!quoted && text.indexOf('"', from) >= 0 && text.indexOf('"', from) < until) {
      throw new SipSyntaxException("bad quotes in a body's type");
    }
    String value =
        quoted
            ? SipText.unescapeQuoted(text.substring(from + 1, until - 1))
            : text.substring(from, until);
    to.add(token(text, start, equals), value);
  }

  /** The parameter of that name, {@code null} if it is not there. */
  public String parameter(String name) {
    return parameters.get(name);
  }

  /** The part of a media type before the slash. */
  public String family() {
    int slash = value.indexOf('/');
    return slash < 0 ? value : value.substring(0, slash);
  }
}
