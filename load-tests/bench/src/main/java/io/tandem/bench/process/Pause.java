package io.tandem.bench.process;

import io.tandem.harness.HarnessException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Lets time go by: what a measurement consists of. */
public final class Pause {
  private Pause() {}

  /** Waits. */
  public static void sleep(Duration time) {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HarnessException("interrupted", e);
    }
  }
}
