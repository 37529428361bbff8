package io.tandem.bench.figures;

import java.util.List;
import java.util.function.Consumer;

/** A figure, or a few that are measured together. */
public interface Figure {
  /** Its name on the command line. */
  String name();

  /** What it measures, in a line. */
  String about();

  /**
   * Measures.
   *
   * @param progress hears what is going on
   */
  List<Row> measure(BenchSettings settings, Consumer<String> progress);

  /** All figures. */
  static List<Figure> all() {
    return List.of(
        RateFigure.registrations(),
        RateFigure.calls(),
        RateFigure.registrations().onTwoNodes(),
        RateFigure.calls().onTwoNodes(),
        new RtpFigure(),
        new MemoryFigure(),
        new IdleFigure());
  }
}
