package io.tandem.store;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Says that the database is away: one line when it goes, one a minute while it stays away, one when
 * it is back. All requests of a session report here, so that whoever tries again and again need not
 * say so itself. A database that comes and goes has two lines a minute. Safe for any thread; one
 * volatile read while all is well.
 */
final class OutageLog {
  private static final long INTERVAL = Duration.ofMinutes(1).toNanos();

  private final Logger log;
  private final LongSupplier nanoTime;
  private volatile boolean away;
  private boolean spoken;
  private long spokenAt;
  private long failures;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  OutageLog(Logger log, LongSupplier nanoTime) {
    this.log = log;
    this.nanoTime = nanoTime;
  }

  void failed(StoreException failure) {
    long told = count(nanoTime.getAsLong());
    if (told > 0) {
      log.warn(
          "The database is away or busy; of late {} requests failed, one of them with {}",
          told,
          failure.getMessage());
    }
  }

  void succeeded() {
    if (away && isBack()) {
      log.info("The database does what is asked again");
    }
  }

  /** How many failures a line has to tell of, or 0 when none is due. */
  private synchronized long count(long now) {
    failures++;
    if (spoken && now - spokenAt < INTERVAL) {
      return 0;
    }
    long told = failures;
    failures = 0;
    spoken = true;
    spokenAt = now;
    away = true;
    return told;
  }

  private synchronized boolean isBack() {
    boolean wasAway = away;
    away = false;
    return wasAway;
  }
}
