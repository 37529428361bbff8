package io.tandem.phone.media;

/** ITU-T G.711: 16 bit linear samples to and from µ-law and A-law octets. */
final class G711 {
  private static final int MU_BIAS = 0x84;
  private static final int MU_CLIP = 32635;

  private G711() {}

  static byte toMuLaw(short sample) {
    int sign = sample < 0 ? 0x80 : 0;
    int magnitude = Math.min(Math.abs((int) sample), MU_CLIP) + MU_BIAS;
    int exponent = 24 - Integer.numberOfLeadingZeros(magnitude);
    int mantissa = (magnitude >> (exponent + 3)) & 0x0F;
    return (byte) ~(sign | exponent << 4 | mantissa);
  }

  static short fromMuLaw(byte octet) {
    int bits = ~octet & 0xFF;
    int exponent = bits >> 4 & 7;
    int magnitude = (((bits & 0x0F) << 3) + MU_BIAS << exponent) - MU_BIAS;
    return (short) ((bits & 0x80) == 0 ? magnitude : -magnitude);
  }

  static byte toALaw(short sample) {
    // A-law works on 13 bits; negative values are shifted by one so that -1 maps next to 0
    int value = sample >> 3;
    int sign = value >= 0 ? 0xD5 : 0x55;
    int magnitude = value >= 0 ? value : -value - 1;
    if (magnitude < 32) {
      return (byte) (magnitude >> 1 ^ sign);
    }
    int exponent = 27 - Integer.numberOfLeadingZeros(magnitude);
    int mantissa = magnitude >> exponent & 0x0F;
    return (byte) ((exponent << 4 | mantissa) ^ sign);
  }

  static short fromALaw(byte octet) {
    int bits = (octet & 0xFF) ^ 0x55;
    int exponent = bits >> 4 & 7;
    int magnitude = (bits & 0x0F) << 4 | 8;
    if (exponent > 0) {
      magnitude = magnitude + 0x100 << exponent - 1;
    }
    return (short) ((bits & 0x80) != 0 ? magnitude : -magnitude);
  }
}
