package io.tandem.sip.message;

import java.util.Map;

/** Header parameters as text: lower-case name to value, in order; no value is the empty string. */
final class Parameters {
  private Parameters() {}

  /** Refuses what could leave its place in a header: names are tokens, values have no line ends. */
  static ParameterMap copyForHeader(Map<String, String> parameters) {
    var copy = ParameterMap.of(parameters);
    copy.forEach(
        (name, value) -> {
          SipText.requireToken("parameter name", name);
          SipText.requireLine(name, value);
        });
    return copy;
  }

  /** Appends {@code ;name=value}, quoted where the value is neither a token nor a host. */
  static void append(StringBuilder out, String name, String value) {
    out.append(';').append(name);
    if (value.isEmpty()) {
      return;
    }
    out.append('=');
    if (isTokenOrHost(value)) {
      out.append(value);
    } else {
      SipText.appendQuoted(out, value);
    }
  }

  private static boolean isTokenOrHost(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!SipText.isTokenChar(c) && c != ':' && c != '[' && c != ']') {
        return false;
      }
    }
    return true;
  }
}
