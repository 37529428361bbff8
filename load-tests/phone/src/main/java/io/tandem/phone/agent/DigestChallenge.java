package io.tandem.phone.agent;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The value of one WWW-Authenticate or Proxy-Authenticate header field (RFC 7616 §3.3).
 *
 * @param algorithm as sent; MD5 if the field names none
 * @param qopAuth whether {@code auth} is among the offered qop values
 * @param opaque null if there is none
 */
record DigestChallenge(
    String realm, String nonce, String algorithm, boolean qopAuth, String opaque, boolean stale) {
  private static final Pattern PARAMETER =
      Pattern.compile("([\\w-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,]+))");

  /**
   * Reads a challenge.
   *
   * @return null if it is not Digest or lacks realm or nonce
   */
  static DigestChallenge parse(String value) {
    String trimmed = value.trim();
    if (!trimmed.regionMatches(true, 0, "Digest ", 0, 7)) {
      return null;
    }
    Map<String, String> parameters = new HashMap<>();
    Matcher matcher = PARAMETER.matcher(trimmed.substring(7));
    while (matcher.find()) {
      String text =
          matcher.group(2) != null
              ? matcher.group(2).replaceAll("\\\\(.)", "$1")
              : matcher.group(3);
      parameters.put(matcher.group(1).toLowerCase(Locale.ROOT), text);
    }
    if (!parameters.containsKey("realm") || !parameters.containsKey("nonce")) {
      return null;
    }
    String[] qop = parameters.getOrDefault("qop", "").split("\\s*,\\s*");
    return new DigestChallenge(
        parameters.get("realm"),
        parameters.get("nonce"),
        parameters.getOrDefault("algorithm", "MD5"),
        Arrays.asList(qop).contains("auth"),
        parameters.get("opaque"),
        "true".equalsIgnoreCase(parameters.get("stale")));
  }
}
