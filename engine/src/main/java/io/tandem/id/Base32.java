package io.tandem.id;

import java.util.Arrays;

/**
 * Lower-case base 32 (RFC 4648 §7, "extended hex", without padding). Sorts as its bytes do and
 * survives systems that fold the case of SIP tokens and user parts.
 */
public final class Base32 {
  private static final char[] DIGITS = "0123456789abcdefghijklmnopqrstuv".toCharArray();
  private static final byte[] VALUES = new byte[128];

  static {
    Arrays.fill(VALUES, (byte) -1);
    for (byte value = 0; value < DIGITS.length; value++) {
      VALUES[DIGITS[value]] = value;
      VALUES[Character.toUpperCase(DIGITS[value])] = value;
    }
  }

  private Base32() {}

  /** Encodes {@code bytes}; five bytes become eight characters, a rest is padded with zero bits. */
  public static String encode(byte[] bytes) {
    var text = new char[(bytes.length * 8 + 4) / 5];
    int buffer = 0;
    int bits = 0;
    int at = 0;
    for (byte b : bytes) {
      buffer = (buffer << 8) | (b & 0xff);
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text[at++] = DIGITS[(buffer >>> bits) & 31];
      }
    }
    if (bits > 0) {
      text[at] = DIGITS[(buffer << (5 - bits)) & 31];
    }
    return new String(text);
  }

  /**
   * Decodes what {@link #encode} made, in either case.
   *
   * @return the bytes, or {@code null} when {@code text} has a character outside the alphabet or
   *     stray bits at its end
   */
  public static byte[] decode(CharSequence text) {
    var bytes = new byte[text.length() * 5 / 8];
    int buffer = 0;
    int bits = 0;
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 128 || VALUES[c] < 0) {
        return null;
      }
      buffer = (buffer << 5) | VALUES[c];
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes[at++] = (byte) (buffer >>> bits);
      }
    }
    boolean stray = bits >= 5 || (buffer & ((1 << bits) - 1)) != 0;
    return stray ? null : bytes;
  }
}
