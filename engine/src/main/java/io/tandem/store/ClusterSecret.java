package io.tandem.store;

import java.time.Instant;
import java.util.Arrays;

/**
 * A key that all nodes share.
 *
 * @param purpose what it is for, such as {@code api-token}
 * @param keyId names it in what is issued with it; unique in its purpose
 * @param createdAt to the millisecond
 */
public record ClusterSecret(String purpose, String keyId, Instant createdAt, byte[] material) {
  public ClusterSecret {
    material = material.clone();
  }

  @Override
  public byte[] material() {
    return material.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClusterSecret that
        && purpose.equals(that.purpose)
        && keyId.equals(that.keyId)
        && createdAt.equals(that.createdAt)
        && Arrays.equals(material, that.material);
  }

  @Override
  public int hashCode() {
    return purpose.hashCode() * 31 + keyId.hashCode();
  }

  /** Without the material. */
  @Override
  public String toString() {
    return "ClusterSecret[" + purpose + "/" + keyId + ", created " + createdAt + "]";
  }
}
