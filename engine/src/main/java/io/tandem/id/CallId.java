package io.tandem.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * A call's identity in the whole installation: 128 bits, as 26 base-32 characters.
 *
 * <pre>
 *  0         10                        54                                  128
 *  +---------+--------------------------+-----------------------------------+
 *  | shard   | start, ms since 1970     | random                            |
 *  +---------+--------------------------+-----------------------------------+
 * </pre>
 *
 * The shard is in it so that a node mints ids only in shards that it owns; the start is in it so
 * that a call's record is found by its id alone.
 */
public record CallId(@JsonValue String value) {
  /** The number of call shards; never changes in the life of an installation. */
  public static final int SHARDS = 1024;

  private static final int LENGTH = 26;
  private static final int START_BITS = 44;
  private static final int RANDOM_HIGH_BITS = 10;

  /**
   * @throws IllegalArgumentException when {@code value} is not 26 characters of base 32
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public CallId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not a call id: " + value);
    }
  }

  /** Whether {@code value} would be accepted by the constructor. */
  public static boolean isValid(String value) {
    return value != null
        && value.length() == LENGTH
        && Base32.decode(value) != null
        && value.equals(value.toLowerCase(Locale.ROOT));
  }

  /**
   * A new id in {@code shard} (0 to 1023) for a call that starts at {@code start} (kept to the
   * millisecond).
   */
  public static CallId mint(int shard, Instant start, RandomGenerator random) {
    if (shard < 0 || shard >= SHARDS) {
      throw new IllegalArgumentException("not a call shard (0 to 1023): " + shard);
    }
    long high =
        ((long) shard << (START_BITS + RANDOM_HIGH_BITS))
            | ((start.toEpochMilli() & ((1L << START_BITS) - 1)) << RANDOM_HIGH_BITS)
            | (random.nextLong() >>> (64 - RANDOM_HIGH_BITS));
    return fromLongs(high, random.nextLong());
  }

  /** The id whose bits are {@code high} and {@code low}. */
  public static CallId fromLongs(long high, long low) {
    return new CallId(Base32.encode(ByteBuffer.allocate(16).putLong(high).putLong(low).array()));
  }

  /** The upper 64 bits, for compact tokens. */
  public long high() {
    return bytes().getLong(0);
  }

  /** The lower 64 bits, for compact tokens. */
  public long low() {
    return bytes().getLong(8);
  }

  /** The call shard, 0 to 1023. */
  public int shard() {
    return (int) (high() >>> (START_BITS + RANDOM_HIGH_BITS));
  }

  /** When the call started, to the millisecond. */
  public Instant startedAt() {
    return Instant.ofEpochMilli((high() >>> RANDOM_HIGH_BITS) & ((1L << START_BITS) - 1));
  }

  private ByteBuffer bytes() {
    return ByteBuffer.wrap(Base32.decode(value));
  }

  @Override
  public String toString() {
    return value;
  }
}
