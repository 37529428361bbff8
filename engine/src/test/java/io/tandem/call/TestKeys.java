package io.tandem.call;

import io.tandem.secret.Key;
import io.tandem.secret.KeyRing;

/** A ring with one key, the same for every node of a test. */
final class TestKeys implements KeyRing {
  private final Key key = new Key(1, new byte[Key.LENGTH]);

  @Override
  public Key current() {
    return key;
  }

  @Override
  public Key find(int id) {
    return id == key.id() ? key : null;
  }
}
