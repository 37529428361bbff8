package io.tandem.net;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log of defects that whatever comes from the network may bring out again and again: one stack
 * trace a minute, which says how many there were meanwhile, so that nobody outside can fill the log
 * at will. Safe for use by any thread.
 */
public final class RareLog {
  private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Logger log;
  private final LongSupplier nanos;
  private final AtomicLong next;
  private final AtomicLong untold = new AtomicLong();

  RareLog(Logger log, LongSupplier nanos) {
    this.log = log;
    this.nanos = nanos;
    this.next = new AtomicLong(nanos.getAsLong());
  }

  /** What {@code owner} writes. */
  public static RareLog of(Class<?> owner) {
    return new RareLog(LoggerFactory.getLogger(owner), System::nanoTime);
  }

  /** Writes that {@code what} failed by {@code defect}, if it is time to. */
  public void error(String what, Throwable defect) {
    long due = next.get();
    long now = nanos.getAsLong();
    if (now - due < 0 || !next.compareAndSet(due, now + INTERVAL_NANOS)) {
      untold.incrementAndGet();
      return;
    }
    log.error("{} ({} more since the last such line)", what, untold.getAndSet(0), defect);
  }
}
