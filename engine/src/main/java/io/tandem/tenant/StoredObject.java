package io.tandem.tenant;

import io.tandem.id.CborSerializable;

/**
 * One object of a tenant's configuration as it is stored and as changes of it travel between nodes,
 * its secrets encrypted.
 *
 * @param kind {@code tenant}, {@code key}, {@code extension}, {@code user}, or what newer versions
 *     add
 * @param id its name among its kind
 * @param json a JSON object with its {@code schema} number and {@code version}
 */
public record StoredObject(String kind, String id, String json) implements CborSerializable {
  /** What names it inside its tenant. */
  public Key key() {
    return new Key(kind, id);
  }

  @Override
  public String toString() {
    return "StoredObject[" + kind + " " + id + "]";
  }

  /** An object's name inside its tenant. */
  public record Key(String kind, String id) implements CborSerializable {}
}
