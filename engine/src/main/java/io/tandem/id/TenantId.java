package io.tandem.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * An organisation's identity, for ever: 64 random bits, as 13 base-32 characters. Opaque, so that
 * it says nothing about the tenant and nothing about how many there are.
 */
public record TenantId(@JsonValue String value) implements Comparable<TenantId> {

  /**
   * @throws IllegalArgumentException when {@code value} is not 13 characters of base 32
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public TenantId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not a tenant id: " + value);
    }
  }

  /** Whether {@code value} would be accepted by the constructor. */
  public static boolean isValid(String value) {
    return value != null
        && value.length() == 13
        && Base32.decode(value) != null
        && value.equals(value.toLowerCase(Locale.ROOT));
  }

  /** A new id from {@code random}. */
  public static TenantId random(RandomGenerator random) {
    return fromLong(random.nextLong());
  }

  /** The id whose 64 bits are {@code bits}. */
  public static TenantId fromLong(long bits) {
    return new TenantId(Base32.encode(ByteBuffer.allocate(8).putLong(bits).array()));
  }

  /** The id's 64 bits, for compact tokens. */
  public long toLong() {
    return ByteBuffer.wrap(Base32.decode(value)).getLong();
  }

  @Override
  public int compareTo(TenantId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
