package io.tandem.bench.figures;

import java.util.function.DoublePredicate;

/** Looks for the highest rate that a system holds, in few steps. */
final class RateSearch {
  private static final int DOUBLINGS = 8;
  private static final int HALVINGS = 5;

  private final DoublePredicate holds;
  private final int bisections;

  /**
   * @param holds tries a rate
   * @param bisections steps between the last rate that was held and the first that was not
   */
  RateSearch(DoublePredicate holds, int bisections) {
    this.holds = holds;
    this.bisections = bisections;
  }

  /**
   * The highest rate that was held, from {@code start} upwards, or downwards when not even that
   * was; 0 when none was held that makes sense to measure.
   */
  double highest(double start) {
    double held = 0;
    double missed = start;
    for (int i = 0; i <= DOUBLINGS && holds.test(missed); i++) {
      held = missed;
      missed *= 2;
    }
    for (int i = 0; i < HALVINGS && held == 0; i++) {
      double lower = missed / 2;
      if (holds.test(lower)) {
        held = lower;
      } else {
        missed = lower;
      }
    }
    for (int i = 0; i < bisections && held > 0; i++) {
      double middle = (held + missed) / 2;
      if (holds.test(middle)) {
        held = middle;
      } else {
        missed = middle;
      }
    }
    return held;
  }
}
