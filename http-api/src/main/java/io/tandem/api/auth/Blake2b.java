package io.tandem.api.auth;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** BLAKE2b without a key (RFC 7693). Not for several threads. */
final class Blake2b {
  static final int LONGEST = 64;

  private static final int BLOCK = 128;
  private static final int ROUNDS = 12;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Also SHA-512's, RFC 7693 §2.6. */
  private static final long[] IV = {
    0x6a09e667f3bcc908L, 0xbb67ae8584caa73bL, 0x3c6ef372fe94f82bL, 0xa54ff53a5f1d36f1L,
    0x510e527fade682d1L, 0x9b05688c2b3e6c1fL, 0x1f83d9abfb41bd6bL, 0x5be0cd19137e2179L,
  };

  /** The schedule of the message's words, RFC 7693 §2.7; rounds 10 and 11 are as 0 and 1. */
  private static final byte[][] SIGMA = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
  };

  private final int length;
  private final long[] state = IV.clone();
  private final byte[] block = new byte[BLOCK];
  private int filled;
  private long counted;

  /**
   * @param length of the digest, 1 to {@value #LONGEST} octets
   */
  Blake2b(int length) {
    this.length = length;
    state[0] ^= 0x01010000L ^ length;
  }

  Blake2b update(byte[] data) {
    int at = 0;
    while (at < data.length) {
      if (filled == BLOCK) {
        counted += BLOCK;
        compress(false);
        filled = 0;
      }
      int part = Math.min(BLOCK - filled, data.length - at);
      System.arraycopy(data, at, block, filled, part);
      filled += part;
      at += part;
    }
    return this;
  }

  /** Four octets, the least significant first. */
  Blake2b update(int number) {
    return update(
        new byte[] {
          (byte) number, (byte) (number >>> 8), (byte) (number >>> 16), (byte) (number >>> 24)
        });
  }

  /** The digest; this has then done its work. */
  byte[] digest() {
    counted += filled;
    Arrays.fill(block, filled, BLOCK, (byte) 0);
    compress(true);
    byte[] all = new byte[LONGEST];
    for (int i = 0; i < state.length; i++) {
      LONG.set(all, i * Long.BYTES, state[i]);
    }
    return Arrays.copyOf(all, length);
  }

  /** RFC 7693 §3.2. */
  private void compress(boolean last) {
    long[] v = Arrays.copyOf(state, 16);
    System.arraycopy(IV, 0, v, 8, 8);
    v[12] ^= counted;
    if (last) {
      v[14] = ~v[14];
    }
    for (int round = 0; round < ROUNDS; round++) {
      byte[] s = SIGMA[round % SIGMA.length];
      mix(v, 0, 4, 8, 12, s[0], s[1]);
      mix(v, 1, 5, 9, 13, s[2], s[3]);
      mix(v, 2, 6, 10, 14, s[4], s[5]);
      mix(v, 3, 7, 11, 15, s[6], s[7]);
      mix(v, 0, 5, 10, 15, s[8], s[9]);
      mix(v, 1, 6, 11, 12, s[10], s[11]);
      mix(v, 2, 7, 8, 13, s[12], s[13]);
      mix(v, 3, 4, 9, 14, s[14], s[15]);
    }
    for (int i = 0; i < state.length; i++) {
      state[i] ^= v[i] ^ v[i + 8];
    }
  }

  /** RFC 7693 §3.1. */
  private void mix(long[] v, int a, int b, int c, int d, int x, int y) {
    v[a] += v[b] + (long) LONG.get(block, x * Long.BYTES);
    v[d] = Long.rotateRight(v[d] ^ v[a], 32);
    v[c] += v[d];
    v[b] = Long.rotateRight(v[b] ^ v[c], 24);
    v[a] += v[b] + (long) LONG.get(block, y * Long.BYTES);
    v[d] = Long.rotateRight(v[d] ^ v[a], 16);
    v[c] += v[d];
    v[b] = Long.rotateRight(v[b] ^ v[c], 63);
  }
}
