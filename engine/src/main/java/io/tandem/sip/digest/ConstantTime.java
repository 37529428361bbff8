package io.tandem.sip.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;

/** Comparison whose time tells nothing about where two texts differ. */
final class ConstantTime {
  private ConstantTime() {}

  /** Whether two hex texts are the same bytes, in either case. */
  static boolean equal(String expectedHex, String hex) {
    return MessageDigest.isEqual(lowerBytes(expectedHex), lowerBytes(hex));
  }

  private static byte[] lowerBytes(String hex) {
    return hex.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
  }
}
