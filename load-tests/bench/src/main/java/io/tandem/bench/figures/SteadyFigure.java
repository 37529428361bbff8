package io.tandem.bench.figures;

import io.tandem.bench.load.Subject;
import java.time.Duration;
import java.util.function.Consumer;

/** A figure that can be measured again and again, at one rate, on a system that stands. */
interface SteadyFigure extends Figure {
  /** What is compared, and the unit. */
  String compared();

  String unit();

  int digits();

  /**
   * Puts a system under the figure's load and warms it up.
   *
   * @param standing how long it will be measured
   */
  Steady prepare(
      BenchSettings settings, Subject subject, Duration standing, Consumer<String> progress);

  /** A system under load, or ready for it. Closing it ends the load. */
  interface Steady extends AutoCloseable {
    /** Measures once. */
    Reading read();

    @Override
    void close();
  }

  /**
   * What was measured once.
   *
   * @param good whether the load was borne, so that the value counts
   * @param line for the reader
   */
  record Reading(double value, boolean good, String line) {}
}
