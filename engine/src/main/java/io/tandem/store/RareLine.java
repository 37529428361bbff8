package io.tandem.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;

/**
 * A line of the log that is written once in an interval at most, and says how often it was due.
 * Safe for any thread.
 */
public final class RareLine {
  private final Clock clock;
  private final Duration interval;
  private final AtomicLong unsaid = new AtomicLong();
  private final AtomicReference<Instant> saidAt = new AtomicReference<>(Instant.MIN);

  /** A line that has not been written yet. */
  public RareLine(Clock clock, Duration interval) {
    this.clock = clock;
    this.interval = interval;
  }

  /** Hands {@code line} the sum of all that was added since the last line, when one is due. */
  public void add(long count, LongConsumer line) {
    unsaid.addAndGet(count);
    Instant now = clock.instant();
    Instant last = saidAt.get();
    boolean clockWentBack = now.isBefore(last);
    boolean due = last.equals(Instant.MIN) || clockWentBack || !now.isBefore(last.plus(interval));
    if (due && saidAt.compareAndSet(last, now)) {
      line.accept(unsaid.getAndSet(0));
    }
  }
}
