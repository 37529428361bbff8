package io.tandem.sip.digest;

import io.tandem.net.RingMap;

/**
 * Which nonce counts were used, per nonce and cnonce, so that nothing is accepted twice. Only what
 * was proven right gets in, so a stranger cannot fill it.
 *
 * <p>Bounded: above the bound the oldest entries go before their nonces expire. Then every nonce
 * that expires no later than one of theirs and is not in the table counts as used, since it cannot
 * be told any more; its client is asked once again. Thread-safe.
 */
final class NonceCounts {
  /** The highest count so far and, as bits, which of the 64 up to it were used. */
  private static final class Window {
    private final long expiry;
    private long highest;
    private long used;

    private Window(long expiry) {
      this.expiry = expiry;
    }

    private boolean use(long count) {
      long ahead = count - highest;
      if (ahead > 0) {
        used = ahead < Long.SIZE ? used << ahead | 1 : 1;
        highest = count;
        return true;
      }
      long bit = -ahead < Long.SIZE ? 1L << -ahead : 0;
      boolean fresh = bit != 0 && (used & bit) == 0;
      used |= bit;
      return fresh;
    }
  }

  private final RingMap<Window> windows;
  private long forgotten = Long.MIN_VALUE;

  NonceCounts(int bound) {
    this.windows = new RingMap<>(bound);
  }

  /**
   * Notes a use. Counts may arrive out of order, as datagrams do, by up to 63.
   *
   * @param expiry of the nonce, ms since 1970
   * @return false when it was used before, or that cannot be told
   */
  synchronized boolean use(String nonce, String cnonce, long count, long expiry, long now) {
    long key = windows.hash(nonce) + 31 * windows.hash(cnonce);
    var window = windows.find(key);
    if (window == null) {
      if (expiry <= forgotten) {
        return false;
      }
      makeRoom(now);
      window = new Window(expiry);
      windows.add(key, window);
    }
    return window.use(count);
  }

  synchronized int size() {
    return windows.size();
  }

  private void makeRoom(long now) {
    while (windows.size() > 0 && (windows.isFull() || windows.oldest().expiry <= now)) {
      long expiry = windows.oldest().expiry;
      if (expiry > now) {
        forgotten = Math.max(forgotten, expiry);
      }
      windows.removeOldest();
    }
  }
}
