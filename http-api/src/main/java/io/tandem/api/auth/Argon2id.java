package io.tandem.api.auth;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Argon2id, version 0x13 (RFC 9106). An instance keeps the memory that it works in, and uses it
 * again for the next hash: that is most of what a hash needs, and as garbage it would let the heap
 * grow by gigabytes. Not for several threads.
 *
 * <p>Lanes are computed one after the other: there are as many threads as there are instances.
 */
final class Argon2id {
  /** A block is 1 KiB. */
  private static final int BLOCK = 128;

  private static final int VERSION = 0x13;
  private static final int TYPE = 2;
  private static final int SLICES = 4;
  private static final int H0_LENGTH = 64;
  private static final byte[] NOTHING = {};
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final Compression compression = new Compression();
  private final long[] addresses = new long[BLOCK];
  private final long[] input = new long[BLOCK];
  private final long[] zero = new long[BLOCK];
  private final long[] kept;

  /** The hash that is under way. */
  private long[] memory;

  private Cost cost;
  private int columns;
  private int segment;

  /**
   * What a hash costs.
   *
   * @param memory in KiB, at least eight for each lane
   * @param passes over the memory, at least one
   * @param lanes at least one
   */
  record Cost(int memory, int passes, int lanes) {
    /** The blocks that are used: a multiple of four for each lane. */
    private int blocks() {
      return memory / (SLICES * lanes) * SLICES * lanes;
    }
  }

  /**
   * @param usual the memory that is kept, in KiB; a hash that needs more has its own
   */
  Argon2id(int usual) {
    kept = new long[usual * BLOCK];
  }

  /**
   * Hashes a password.
   *
   * @param length of the tag, at least 4 octets
   */
  byte[] hash(byte[] password, byte[] salt, Cost wanted, int length) {
    return hash(password, salt, NOTHING, NOTHING, wanted, length);
  }

  /** The same with a key and with associated data, which only the RFC's example has. */
  byte[] hash(
      byte[] password, byte[] salt, byte[] key, byte[] associated, Cost wanted, int length) {
    cost = wanted;
    columns = cost.blocks() / cost.lanes();
    segment = columns / SLICES;
    int needed = cost.blocks() * BLOCK;
    memory = needed <= kept.length ? kept : new long[needed];
    byte[] h0 =
        new Blake2b(H0_LENGTH)
            .update(cost.lanes())
            .update(length)
            .update(cost.memory())
            .update(cost.passes())
            .update(VERSION)
            .update(TYPE)
            .update(password.length)
            .update(password)
            .update(salt.length)
            .update(salt)
            .update(key.length)
            .update(key)
            .update(associated.length)
            .update(associated)
            .digest();
    begin(h0);
    for (int pass = 0; pass < cost.passes(); pass++) {
      for (int slice = 0; slice < SLICES; slice++) {
        for (int lane = 0; lane < cost.lanes(); lane++) {
          fill(pass, slice, lane);
        }
      }
    }
    byte[] tag = longHash(lastColumn(), length);
    Arrays.fill(memory, 0, needed, 0); // what follows from a password stays nowhere
    memory = kept;
    return tag;
  }

  /** The first two columns, RFC 9106 §3.2 steps 3 and 4. */
  private void begin(byte[] h0) {
    byte[] seed = Arrays.copyOf(h0, H0_LENGTH + 2 * Integer.BYTES);
    for (int lane = 0; lane < cost.lanes(); lane++) {
      seed[H0_LENGTH + Integer.BYTES] = (byte) lane; // more than 255 nobody has
      for (int column = 0; column < 2; column++) {
        seed[H0_LENGTH] = (byte) column;
        byte[] block = longHash(seed, BLOCK * Long.BYTES);
        int at = offset(lane, column);
        for (int i = 0; i < BLOCK; i++) {
          memory[at + i] = (long) LONG.get(block, i * Long.BYTES);
        }
      }
    }
  }

  private int offset(int lane, int column) {
    return (lane * columns + column) * BLOCK;
  }

  /** A segment of a lane, RFC 9106 §3.2 steps 5 and 6. */
  private void fill(int pass, int slice, int lane) {
    boolean independent = pass == 0 && slice < SLICES / 2; // §3.4.1.3
    boolean first = pass == 0 && slice == 0;
    if (independent) {
      beginAddresses(pass, slice, lane);
    }
    for (int i = first ? 2 : 0; i < segment; i++) {
      if (independent && (i % BLOCK == 0 || first && i == 2)) {
        nextAddresses();
      }
      int column = slice * segment + i;
      int previous = offset(lane, column == 0 ? columns - 1 : column - 1);
      long random = independent ? addresses[i % BLOCK] : memory[previous];
      int other = first ? lane : (int) ((random >>> 32) % cost.lanes());
      int reference = offset(other, referenced(pass, slice, i, other == lane, random));
      compression.apply(
          memory, previous, memory, reference, memory, offset(lane, column), pass > 0);
    }
  }

  /** The column that a block refers to, RFC 9106 §3.4.2. */
  private int referenced(int pass, int slice, int i, boolean sameLane, long random) {
    int complete = pass == 0 ? slice * segment : columns - segment;
    int area = complete + (sameLane ? i - 1 : i == 0 ? -1 : 0);
    long x = random & 0xffffffffL;
    x = x * x >>> 32;
    int relative = (int) (area - 1 - (area * x >>> 32));
    int start = pass == 0 || slice == SLICES - 1 ? 0 : (slice + 1) * segment;
    return (start + relative) % columns;
  }

  /** RFC 9106 §3.4.1.2. */
  private void beginAddresses(int pass, int slice, int lane) {
    Arrays.fill(input, 0);
    input[0] = pass;
    input[1] = lane;
    input[2] = slice;
    input[3] = cost.blocks();
    input[4] = cost.passes();
    input[5] = TYPE;
  }

  private void nextAddresses() {
    input[6]++;
    compression.apply(zero, 0, input, 0, addresses, 0, false);
    compression.apply(zero, 0, addresses, 0, addresses, 0, false);
  }

  private byte[] lastColumn() {
    byte[] all = new byte[BLOCK * Long.BYTES];
    for (int i = 0; i < BLOCK; i++) {
      long word = 0;
      for (int lane = 0; lane < cost.lanes(); lane++) {
        word ^= memory[offset(lane, columns - 1) + i];
      }
      LONG.set(all, i * Long.BYTES, word);
    }
    return all;
  }

  /** The hash of any length, RFC 9106 §3.3. */
  private static byte[] longHash(byte[] data, int length) {
    if (length <= Blake2b.LONGEST) {
      return new Blake2b(length).update(length).update(data).digest();
    }
    byte[] all = new byte[length];
    byte[] part = new Blake2b(Blake2b.LONGEST).update(length).update(data).digest();
    int half = Blake2b.LONGEST / 2;
    int at = 0;
    while (length - at > Blake2b.LONGEST) {
      System.arraycopy(part, 0, all, at, half);
      at += half;
      part = new Blake2b(Math.min(Blake2b.LONGEST, length - at)).update(part).digest();
    }
    System.arraycopy(part, 0, all, at, length - at);
    return all;
  }

  /** The function G, RFC 9106 §3.5: from two blocks a third. */
  private static final class Compression {
    private final long[] mixed = new long[BLOCK];
    private final long[] permuted = new long[BLOCK];

    /** The target may be one of the sources; {@code onto} has the result combined with it. */
    void apply(
        long[] left,
        int leftAt,
        long[] right,
        int rightAt,
        long[] target,
        int targetAt,
        boolean onto) {
      long[] r = mixed;
      long[] z = permuted;
      for (int i = 0; i < BLOCK; i++) {
        r[i] = left[leftAt + i] ^ right[rightAt + i];
      }
      System.arraycopy(r, 0, z, 0, BLOCK);
      for (int row = 0; row < BLOCK; row += 16) {
        permute(z, row, 2);
      }
      for (int column = 0; column < 16; column += 2) {
        permute(z, column, 16);
      }
      for (int i = 0; i < BLOCK; i++) {
        long word = r[i] ^ z[i];
        target[targetAt + i] = onto ? target[targetAt + i] ^ word : word;
      }
    }

    /** The permutation P, RFC 9106 §3.6, on eight pairs of words that lie {@code step} apart. */
    private static void permute(long[] z, int at, int step) {
      int p0 = at;
      int p1 = p0 + step;
      int p2 = p1 + step;
      int p3 = p2 + step;
      int p4 = p3 + step;
      int p5 = p4 + step;
      int p6 = p5 + step;
      int p7 = p6 + step;
      mix(z, p0, p2, p4, p6);
      mix(z, p0 + 1, p2 + 1, p4 + 1, p6 + 1);
      mix(z, p1, p3, p5, p7);
      mix(z, p1 + 1, p3 + 1, p5 + 1, p7 + 1);
      mix(z, p0, p2 + 1, p5, p7 + 1);
      mix(z, p0 + 1, p3, p5 + 1, p6);
      mix(z, p1, p3 + 1, p4, p6 + 1);
      mix(z, p1 + 1, p2, p4 + 1, p7);
    }

    private static void mix(long[] z, int a, int b, int c, int d) {
      long x = z[a];
      long y = z[b];
      long u = z[c];
      long w = z[d];
      x = add(x, y);
      w = Long.rotateRight(w ^ x, 32);
      u = add(u, w);
      y = Long.rotateRight(y ^ u, 24);
      x = add(x, y);
      w = Long.rotateRight(w ^ x, 16);
      u = add(u, w);
      y = Long.rotateRight(y ^ u, 63);
      z[a] = x;
      z[b] = y;
      z[c] = u;
      z[d] = w;
    }

    private static long add(long x, long y) {
      return x + y + 2 * (x & 0xffffffffL) * (y & 0xffffffffL);
    }
  }
}
