package io.tandem.tenant;

import java.time.Instant;

/**
 * Counts events of the last second, by a window that slides in tenths. Not thread-safe; its owner
 * guards it.
 */
final class RateMeter {
  private static final int SLOTS = 10;
  private static final long SLOT_MILLIS = 100;

  private final int[] counts = new int[SLOTS];
  private long slot;

  void count(Instant now) {
    slideTo(now);
    counts[(int) (slot % SLOTS)]++;
  }

  int perSecond(Instant now) {
    slideTo(now);
    int sum = 0;
    for (int count : counts) {
      sum += count;
    }
    return sum;
  }

  private void slideTo(Instant now) {
    long current = now.toEpochMilli() / SLOT_MILLIS;
    long steps = Math.min(current - slot, SLOTS);
    for (long step = 1; step <= steps; step++) {
      counts[(int) ((current - step + 1) % SLOTS)] = 0;
    }
    slot = Math.max(slot, current);
  }
}
