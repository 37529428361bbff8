package io.tandem.registrar;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** What the registrar of a node counts. Safe for use by any thread. */
final class RegistrarMetrics {
  private final AtomicInteger bindings = new AtomicInteger();
  private final Counter written;
  private final Counter writeFailures;
  private final Counter readFailures;
  private final Counter fallbacks;

  RegistrarMetrics(MeterRegistry meters) {
    meters.gauge("tandem.registrar.bindings", bindings);
    written = meters.counter("tandem.registrar.rows.written");
    writeFailures = meters.counter("tandem.registrar.write.failures");
    readFailures = meters.counter("tandem.registrar.read.failures");
    fallbacks = meters.counter("tandem.registrar.lookup.fallbacks");
  }

  void bindingsChanged(int by) {
    if (by != 0) {
      bindings.addAndGet(by);
    }
  }

  void written(int rows) {
    written.increment(rows);
  }

  void writeFailed() {
    writeFailures.increment();
  }

  void readFailed() {
    readFailures.increment();
  }

  /** A lookup read the stored rows, too, because its slice was silent. */
  void fellBack() {
    fallbacks.increment();
  }
}
