package io.tandem.secret;

/**
 * One key of a ring.
 *
 * @param id names the key inside what it signed, 0 to 255
 * @param material 32 random bytes
 */
public record Key(int id, byte[] material) {
  /** A key's length in bytes. */
  public static final int LENGTH = 32;

  @Override
  public String toString() {
    return "Key[id=" + id + "]";
  }
}
