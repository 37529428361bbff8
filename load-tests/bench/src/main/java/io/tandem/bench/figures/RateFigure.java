package io.tandem.bench.figures;

import io.tandem.bench.figures.BenchSettings.Sizes;
import io.tandem.bench.load.CallLoad;
import io.tandem.bench.load.Load;
import io.tandem.bench.load.Measurement;
import io.tandem.bench.load.Pace;
import io.tandem.bench.load.RegistrationLoad;
import io.tandem.harness.HarnessException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * The highest rate that one core holds, and the processor time of each one there.
 *
 * @param unit what one of them is called
 * @param apart whether the phones are at one node and their tenants and registrations at another,
 *     both on that core; their processor time counts together
 * @param start where the search begins, a second; half of it warms the node up
 * @param leastWritten the rows that the node must have stored for each one when the window ends
 */
record RateFigure(
    String name,
    String unit,
    boolean apart,
    double start,
    double leastWritten,
    Row.Reference cpu,
    Preparation load)
    implements Figure {
  private static final double FAILURES_ALLOWED = 0.001;
  private static final double LONGEST_P99_MILLIS = 200;

  /** A little is lost to the grain of the load's clock. */
  private static final double LEAST_TRIED = 0.97;

  /** A refresh is stored when half of the stored life is over. */
  private static final double NONE_WRITTEN = 0;

  /** A call's record is stored moments after its end, which the window may cut off. */
  private static final double ALL_WRITTEN = 0.95;

  private static final double BACK_OFF = 0.93;
  private static final int BACK_OFFS = 4;
  private static final int BISECTIONS = 4;

  private static final CallLoad.Size COMPANIES = new CallLoad.Size(10, 50);

  /** Makes the load. */
  interface Preparation {
    Load prepare(BenchNode node, Sizes sizes);
  }

  static RateFigure registrations() {
    return new RateFigure(
        "registrations",
        "registration",
        false,
        2000,
        NONE_WRITTEN,
        Row.Reference.CPU_OF_REGISTRATION,
        (node, sizes) -> RegistrationLoad.prepare(node.target(), sizes.aors(), node.ports()));
  }

  static RateFigure calls() {
    return new RateFigure(
        "calls",
        "call",
        false,
        200,
        ALL_WRITTEN,
        Row.Reference.CPU_OF_CALL,
        (node, sizes) ->
            CallLoad.prepare(node.target(), COMPANIES, CallLoad.RtpPorts.SILENT, node.ports()));
  }

  @Override
  public String about() {
    return "the highest rate of %ss that one core holds, and the CPU of each%s"
        .formatted(unit, apart ? ", phones at one node, their tenants at another" : "");
  }

  /** The same figure on two nodes. */
  RateFigure onTwoNodes() {
    var others = new Row.Reference(cpu.target(), -1, -1, -1);
    return new RateFigure(name + "-apart", unit, true, start, leastWritten, others, load);
  }

  @Override
  public List<Row> measure(BenchSettings settings, Consumer<String> progress) {
    Sizes sizes = settings.sizes();
    var half = apart ? settings.withHalfOfMediaPorts(0) : settings;
    try (var first = BenchNode.start(half, name, BenchNode.FIXED_HEAP)) {
      progress.accept("preparing");
      try (Load prepared = load.prepare(first, sizes)) {
        if (!apart) {
          return measure(new Trial(prepared, sizes, progress), List.of(first));
        }
        var otherHalf = settings.withHalfOfMediaPorts(1);
        try (var second = BenchNode.join(otherHalf, name + "-2", BenchNode.FIXED_HEAP, first)) {
          progress.accept("moving the phones to the second node");
          prepared.moveTo(second.target().withCpuOf(first.target()));
          return measure(new Trial(prepared, sizes, progress), List.of(first, second));
        }
      }
    }
  }

  private List<Row> measure(Trial trial, List<BenchNode> nodes) {
    var warm = trial.load().run(new Pace(start / 2, Duration.ZERO, trial.sizes().warmUp()));
    trial.progress().accept("warm-up " + warm.line());
    double rate = new RateSearch(r -> holds(trial.run(r)), BISECTIONS).highest(start);
    if (rate == 0) {
      throw new HarnessException("this host holds no rate of %ss at all".formatted(unit));
    }
    Measurement best = measure(trial, rate);
    var pauses = nodes.stream().map(node -> node.longestPause(best.from(), best.to()));
    return rows(best, pauses.max(Comparator.naturalOrder()).orElseThrow());
  }

  /** Runs the load at one rate. */
  private record Trial(Load load, Sizes sizes, Consumer<String> progress) {
    Measurement run(double rate) {
      return run("trial   ", rate, sizes.trial());
    }

    Measurement run(String what, double rate, Duration window) {
      var measurement = load.run(new Pace(rate, sizes.settle(), window));
      progress.accept(what + " " + measurement.line() + (holds(measurement) ? "" : " — not held"));
      return measurement;
    }
  }

  /** The long measurement; a rate that holds for a moment only is given up for a lower one. */
  private Measurement measure(Trial trial, double rate) {
    double tried = rate;
    Measurement measurement = trial.run("measured", tried, trial.sizes().window());
    for (int i = 0; i < BACK_OFFS && !keeps(measurement); i++) {
      tried *= BACK_OFF;
      measurement = trial.run("measured", tried, trial.sizes().window());
    }
    return measurement;
  }

  /** Whether the rate is held and what has to be stored of each one has been. */
  private boolean keeps(Measurement measurement) {
    return holds(measurement) && measurement.writtenEach() >= leastWritten;
  }

  private static boolean holds(Measurement measurement) {
    return measurement.failedShare() < FAILURES_ALLOWED
        && measurement.triedShare() >= LEAST_TRIED
        && measurement.setUp().p99() < LONGEST_P99_MILLIS;
  }

  private List<Row> rows(Measurement best, Duration pause) {
    String where = apart ? ", on two nodes" : "";
    String held = keeps(best) ? "" : " (not held)";
    return List.of(
        new Row("CPU ms a " + unit + where, best.cpuMillisEach(), 3, cpu),
        Row.of("%ss a second%s%s".formatted(unit, where, held), best.answeredRate(), 0),
        Row.of("set-up time of a %s at that rate, p99, ms".formatted(unit), best.setUp().p99(), 0),
        Row.of("%s stored a %s".formatted(best.written().what(), unit), best.writtenEach(), 3),
        Row.of("longest GC pause under %ss, ms".formatted(unit), pause.toNanos() / 1e6, 1));
  }
}
