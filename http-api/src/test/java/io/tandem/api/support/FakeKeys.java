package io.tandem.api.support;

import io.tandem.secret.Key;
import io.tandem.secret.KeyRing;
import java.util.Arrays;
import java.util.TreeMap;

/** A ring whose keys are made from their ids. */
public final class FakeKeys implements KeyRing {
  private final TreeMap<Integer, Key> keys = new TreeMap<>();

  /** A ring with one key. */
  public FakeKeys(int id) {
    rotate(id);
  }

  /** Adds a key, the current one if its id is the highest. */
  public void rotate(int id) {
    var material = new byte[Key.LENGTH];
    Arrays.fill(material, (byte) id);
    keys.put(id, new Key(id, material));
  }

  /** Drops a key. */
  public void drop(int id) {
    keys.remove(id);
  }

  @Override
  public Key current() {
    return keys.lastEntry().getValue();
  }

  @Override
  public Key find(int id) {
    return keys.get(id);
  }
}
