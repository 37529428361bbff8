package io.tandem.bench.figures;

import java.util.OptionalDouble;

/**
 * What a figure is held against, in its own unit; the smaller the figure, the better.
 *
 * @param must the largest that is good enough
 * @param aim what is wanted
 */
record Goal(OptionalDouble must, OptionalDouble aim) {
  static final Goal NONE = new Goal(OptionalDouble.empty(), OptionalDouble.empty());

  static Goal must(double must) {
    return new Goal(OptionalDouble.of(must), OptionalDouble.empty());
  }

  static Goal aim(double aim) {
    return new Goal(OptionalDouble.empty(), OptionalDouble.of(aim));
  }
}
