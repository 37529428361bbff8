package io.tandem.sip.message;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Header parameters as maps: lower-case name to value, in order; no value is the empty string. */
final class Parameters {
  private Parameters() {}

  static Map<String, String> copy(Map<String, String> parameters) {
    if (parameters.isEmpty()) {
      return Map.of();
    }
    var copy = new LinkedHashMap<String, String>(parameters.size() * 2);
    parameters.forEach((name, value) -> copy.put(lower(name), value == null ? "" : value));
    return Collections.unmodifiableMap(copy);
  }

  /** Like {@link #copy}, for header parameters: names are tokens, values have no line ends. */
  static Map<String, String> copyForHeader(Map<String, String> parameters) {
    var copy = copy(parameters);
    copy.forEach(
        (name, value) -> {
          SipText.requireToken("parameter name", name);
          SipText.requireLine("parameter " + name, value);
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

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
