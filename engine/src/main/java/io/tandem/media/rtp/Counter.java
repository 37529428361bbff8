package io.tandem.media.rtp;

import java.util.concurrent.atomic.AtomicLong;

/** A number with one writer, its event loop, that any thread may read: no locked instruction. */
final class Counter {
  private final AtomicLong value = new AtomicLong();

  void add(long amount) {
    value.setOpaque(value.getPlain() + amount);
  }

  void set(long amount) {
    value.setOpaque(amount);
  }

  long get() {
    return value.getOpaque();
  }
}
