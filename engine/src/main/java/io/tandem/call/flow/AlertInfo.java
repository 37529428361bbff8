package io.tandem.call.flow;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * How a phone shall ring, as one side may tell the other: by a name of RFC 7462 alone. A URI of
 * another scheme would have the phone fetch a sound from wherever the other side likes.
 */
final class AlertInfo {
  static final String HEADER = "Alert-Info";

  private static final String VALUE = "\\s*<urn:alert:[^<>]*>[^<>,]*";
  private static final Pattern NAMES =
      Pattern.compile(VALUE + "(," + VALUE + ")*", Pattern.CASE_INSENSITIVE);

  private AlertInfo() {}

  /** Only what of {@code headers} says how to ring, if it may pass. */
  static Map<String, String> in(Map<String, String> headers) {
    String value = headers.get(HEADER);
    return value != null && NAMES.matcher(value).matches() ? Map.of(HEADER, value) : Map.of();
  }
}
