package io.tandem.bench.figures;

import io.tandem.bench.figures.SteadyFigure.Reading;
import io.tandem.bench.figures.SteadyFigure.Steady;
import io.tandem.harness.HarnessException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * This build beside another one: both nodes stand on the same core and are measured in turn, at the
 * same rate, with the same load programs; the medians count. While one is measured the other idles.
 *
 * @param before the settings of the other build's node
 * @param after those of this build's
 * @param alternations how often each is measured
 * @param fresh whether every alternation is with nodes that have just been started; what one start
 *     of a JVM happened to compile in another way than the next is then in the medians, too
 */
public record Comparison(
    BenchSettings before, BenchSettings after, int alternations, boolean fresh) {
  /** What no figure may exceed, as a multiple of what it was. */
  static final double WORST_RATIO = 1.05;

  /** The time that a measurement takes beside what it measures: ending the load, waiting for it. */
  private static final Duration SLACK = Duration.ofSeconds(30);

  /**
   * Compares builds of two folders.
   *
   * @param settings of this build
   * @param home the folder of the other build, which has been built
   * @throws HarnessException when there is no build
   */
  public static Comparison with(
      BenchSettings settings, Path home, int alternations, boolean fresh) {
    if (!home.resolve("cluster-config/target/lib").toFile().isDirectory()) {
      throw new HarnessException(home + " is not built: ./tandem build there");
    }
    return new Comparison(
        settings.withHome(home).withHalfOfMediaPorts(0),
        settings.withHalfOfMediaPorts(1),
        alternations,
        fresh);
  }

  /**
   * Compares one figure.
   *
   * @throws HarnessException when it is one that cannot be measured at one rate, or when half of
   *     the measurements do not count
   */
  public List<Row> measure(Figure figure, Consumer<String> progress) {
    if (!(figure instanceof SteadyFigure steady)
        || figure instanceof RateFigure rate && rate.apart()) {
      throw new HarnessException(figure.name() + " is measured at no one rate; compare others");
    }
    var old = new Series("before", new ArrayList<>(), progress);
    var ours = new Series("after ", new ArrayList<>(), progress);
    for (int done = 0; done < alternations; ) {
      done += alternate(steady, old, ours, fresh ? 1 : alternations, done, progress);
    }
    return List.of(row(steady, old.median(), ours.median()));
  }

  /** With the nodes of one start. */
  private int alternate(
      SteadyFigure figure,
      Series old,
      Series ours,
      int times,
      int done,
      Consumer<String> progress) {
    var sizes = after.sizes();
    Duration standing =
        sizes
            .settle()
            .plus(sizes.window())
            .plus(SLACK)
            .multipliedBy(2L * times)
            .plus(sizes.warmUp().multipliedBy(2L * sizes.warmUps()))
            .plus(SLACK.multipliedBy(4));
    String suffix = "-" + figure.name() + "-" + done;
    try (var oldNode = BenchNode.start(before, "before" + suffix, BenchNode.FIXED_HEAP);
        var node = BenchNode.start(after, "after" + suffix, BenchNode.FIXED_HEAP);
        Steady first = figure.prepare(before, oldNode, standing, progress);
        Steady second = figure.prepare(after, node, standing, progress)) {
      for (int i = 0; i < times; i++) {
        // who is measured first changes, so that a drift of the machine favours neither
        boolean oldFirst = (done + i) % 2 == 0;
        (oldFirst ? old : ours).add(oldFirst ? first : second);
        (oldFirst ? ours : old).add(oldFirst ? second : first);
      }
    }
    return times;
  }

  /** The conditions of a comparison. */
  public Conditions describe(Conditions conditions) {
    return conditions
        .with("before", Conditions.version(before.home()))
        .with("alternations", alternations)
        .with("fresh_nodes", fresh);
  }

  /** What was measured of one build. */
  private record Series(String who, List<Reading> readings, Consumer<String> progress) {
    void add(Steady steady) {
      Reading reading = steady.read();
      progress.accept(who + " " + reading.line() + (reading.good() ? "" : " — does not count"));
      readings.add(reading);
    }

    double median() {
      return Comparison.median(readings);
    }
  }

  /** The median of those that count. */
  static double median(List<Reading> readings) {
    double[] good =
        readings.stream().filter(Reading::good).mapToDouble(Reading::value).sorted().toArray();
    if (good.length <= readings.size() / 2) {
      throw new HarnessException(
          "%d of %d measurements do not count: set a lower --rate"
              .formatted(readings.size() - good.length, readings.size()));
    }
    int middle = good.length / 2;
    return good.length % 2 == 1 ? good[middle] : (good[middle - 1] + good[middle]) / 2;
  }

  static Row row(SteadyFigure figure, double before, double after) {
    return Row.of(figure.compared(), figure.unit(), after, figure.digits())
        .with(Goal.must(before * WORST_RATIO))
        .beside(new Row.Peer("before", before));
  }
}
