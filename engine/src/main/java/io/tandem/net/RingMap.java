package io.tandem.net;

import java.security.SecureRandom;

/**
 * A bounded memory of what came last, the oldest first out, found by a 64-bit key. A hundred
 * thousand entries are a few arrays, written from one end to the other, and not as many nodes that
 * link old with new: the garbage collector has next to nothing to do for them. Not thread-safe.
 *
 * <p>Keys are hashes of {@link #hash}, which outsiders cannot predict. Texts may share one in
 * theory; where that matters the owner compares what it stores.
 *
 * @param <T> what is stored
 */
public final class RingMap<T> {
  private static final int SMALLEST = 1024;

  private final int bound;
  private final long multiplier;
  private long[] keys = new long[0];
  private Object[] values = new Object[0];

  /** Open addressing with linear probing: a place plus one, or 0. */
  private int[] index = new int[1];

  private int first;
  private int size;

  /** A memory of at most {@code bound} entries; it takes the room as it fills. */
  public RingMap(int bound) {
    this.bound = bound;
    this.multiplier = new SecureRandom().nextLong() | 1;
  }

  /** The same with the keys of {@code like}, for what is looked up in both. */
  public RingMap(int bound, RingMap<?> like) {
    this.bound = bound;
    this.multiplier = like.multiplier;
  }

  /** The key of a text. */
  public long hash(CharSequence text) {
    long hash = multiplier;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * multiplier;
      hash ^= hash >>> 29;
    }
    return hash;
  }

  /** How many entries there are. */
  public int size() {
    return size;
  }

  /** Whether the oldest has to go before another can come. */
  public boolean isFull() {
    return size == bound;
  }

  /** What was stored first under {@code key} of what is still here, or {@code null}. */
  public T find(long key) {
    for (int at = slot(key); index[at] != 0; at = next(at)) {
      int place = index[at] - 1;
      if (keys[place] == key) {
        return value(place);
      }
    }
    return null;
  }

  /**
   * Stores an entry.
   *
   * @throws IllegalStateException when it is full
   */
  public void add(long key, T value) {
    if (isFull()) {
      throw new IllegalStateException("full: " + size);
    }
    if (size == keys.length) {
      grow();
    }
    int place = (first + size) % keys.length;
    keys[place] = key;
    values[place] = value;
    size++;
    insert(place);
  }

  /** The oldest entry, or {@code null}. */
  public T oldest() {
    return size == 0 ? null : value(first);
  }

  /** Forgets the oldest entry; there has to be one. */
  public void removeOldest() {
    int at = slot(keys[first]);
    while (index[at] != first + 1) {
      at = next(at);
    }
    closeGap(at);
    values[first] = null;
    first = (first + 1) % keys.length;
    size--;
  }

  @SuppressWarnings("unchecked")
  private T value(int place) {
    return (T) values[place];
  }

  private void insert(int place) {
    int at = slot(keys[place]);
    while (index[at] != 0) {
      at = next(at);
    }
    index[at] = place + 1;
  }

  /** Moves into the gap what would not be found behind it any more. */
  private void closeGap(int removed) {
    int gap = removed;
    for (int at = next(gap); index[at] != 0; at = next(at)) {
      int home = slot(keys[index[at] - 1]);
      boolean foundBehindGap = gap < at ? gap < home && home <= at : gap < home || home <= at;
      if (!foundBehindGap) {
        index[gap] = index[at];
        gap = at;
      }
    }
    index[gap] = 0;
  }

  private void grow() {
    int length = Math.min(bound, Math.max(SMALLEST, 2 * size));
    var allKeys = new long[length];
    var allValues = new Object[length];
    for (int i = 0; i < size; i++) {
      int place = (first + i) % size;
      allKeys[i] = keys[place];
      allValues[i] = values[place];
    }
    keys = allKeys;
    values = allValues;
    first = 0;
    index = new int[Integer.highestOneBit(2 * length - 1) << 1];
    for (int i = 0; i < size; i++) {
      insert(i);
    }
  }

  private int slot(long key) {
    return (int) (key ^ key >>> 32) & (index.length - 1);
  }

  private int next(int at) {
    return at + 1 & (index.length - 1);
  }
}
