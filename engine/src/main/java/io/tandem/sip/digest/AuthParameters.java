package io.tandem.sip.digest;

import io.tandem.sip.message.SipSyntaxException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads {@code name=value, name="value"}; whether a value is quoted makes no difference. */
final class AuthParameters {
  private final String text;
  private int at;

  private AuthParameters(String text, int at) {
    this.text = text;
    this.at = at;
  }

  /**
   * Reads the parameters from {@code start} on.
   *
   * @return values without quotes by lower-case name
   * @throws SipSyntaxException when a name or quote is missing or a name occurs twice
   */
  static Map<String, String> read(String text, int start) {
    var reader = new AuthParameters(text, start);
    var parameters = new HashMap<String, String>();
    reader.skipSeparators();
    while (reader.at < text.length()) {
      String name = reader.name();
      if (parameters.put(name, reader.value()) != null) {
        throw new SipSyntaxException("repeated digest parameter");
      }
      reader.skipSeparators();
    }
    return parameters;
  }

  private void skipSeparators() {
    while (at < text.length() && (isSpace(text.charAt(at)) || text.charAt(at) == ',')) {
      at++;
    }
  }

  private String name() {
    int equals = text.indexOf('=', at);
    String name = equals < 0 ? "" : text.substring(at, equals).strip();
    if (name.isEmpty() || name.indexOf(',') >= 0 || name.indexOf('"') >= 0) {
      throw new SipSyntaxException("bad digest parameter");
    }
    at = equals + 1;
    return name.toLowerCase(Locale.ROOT);
  }

  private String value() {
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '"') {
      return quoted();
    }
    int comma = text.indexOf(',', at);
    int end = comma < 0 ? text.length() : comma;
    String value = text.substring(at, end).strip();
    at = end;
    return value;
  }

  private String quoted() {
    int start = ++at;
    while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\\') {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '"') {
      return text.substring(start, at++);
    }
    return escaped(start);
  }

  /** Goes on at the first backslash; what is before it stays as it is. */
  private String escaped(int start) {
    var value = new StringBuilder().append(text, start, at);
    for (; at < text.length() && text.charAt(at) != '"'; at++) {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
      value.append(text.charAt(at));
    }
    if (at >= text.length()) {
      throw new SipSyntaxException("unterminated digest parameter");
    }
    at++;
    return value.toString();
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }
}
