package io.tandem.call.flow;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * How a phone shall ring, as one side may tell the other: by a name of RFC 7462 alone. A URI of
 * another scheme would have the phone fetch a sound from wherever the other side likes.
 */
final class AlertInfo {
  static final String HEADER = "Alert-Info";

  private static final Pattern NAME =
      Pattern.compile("\\s*<urn:alert:[^<>]*>[^<>,]*", Pattern.CASE_INSENSITIVE);

  private AlertInfo() {}

  /** Only what of {@code headers} says how to ring, if it may pass. */
  static Map<String, String> in(Map<String, String> headers) {
    String value = headers.get(HEADER);
    return value != null && areNames(value) ? Map.of(HEADER, value) : Map.of();
  }

  /** One by one: an expression for a list of any length would go as deep as the list is long. */
  private static boolean areNames(String value) {
    for (String each : value.split(",(?=\\s*<)", -1)) {
      if (!NAME.matcher(each).matches()) {
        return false;
      }
    }
    return true;
  }
}
