package io.tandem.api.http;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What If-Match demands (RFC 9110 §13.1.1).
 *
 * @param mustExist whether there must be something to change: If-Match was there, be it {@code *}
 * @param version which version that must be; empty when any will do
 */
public record Precondition(boolean mustExist, OptionalLong version) {
  static final Precondition NONE = new Precondition(false, OptionalLong.empty());
  private static final Precondition ANY = new Precondition(true, OptionalLong.empty());

  /** A strong one of ours: a weak one never matches (RFC 9110 §8.8.3.2), nor does another's. */
  private static final Pattern ETAG = Pattern.compile("\"\\d{1,18}\"");

  /**
   * Reads the header. Versions only grow, so that of several the highest alone can be current.
   *
   * @param header its value, empty when absent
   * @throws RefusedException when it holds no ETag that a resource here can have given
   */
  static Precondition parse(String header) {
    String value = header.strip();
    if (value.isEmpty()) {
      return NONE;
    }
    if (value.equals("*")) {
      return ANY;
    }
    OptionalLong version =
        Arrays.stream(value.split(","))
            .map(String::strip)
            .filter(tag -> ETAG.matcher(tag).matches())
            .mapToLong(tag -> Long.parseLong(tag.substring(1, tag.length() - 1)))
            .max();
    if (version.isEmpty()) {
      throw new RefusedException(
          Problem.Kind.STALE_VERSION, "If-Match is not an ETag that this resource has given");
    }
    return new Precondition(true, version);
  }
}
