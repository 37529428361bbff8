package io.tandem.bench.figures;

import io.tandem.bench.figures.BenchSettings.Sizes;
import io.tandem.bench.load.CallLoad;
import io.tandem.bench.load.Load;
import io.tandem.bench.load.Measurement;
import io.tandem.bench.load.Pace;
import io.tandem.bench.load.RegistrationLoad;
import io.tandem.bench.load.Subject;
import io.tandem.bench.peer.Kamailio;
import io.tandem.harness.HarnessException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * The highest rate that one core holds, and the processor time of each one there; or the processor
 * time at a rate that was set.
 *
 * @param each what one of them is called
 * @param apart whether the phones are at one node and their tenants and registrations at another,
 *     both on that core; their processor time counts together
 * @param start where the search begins, a second; half of it warms the system up
 * @param usual the one rate at which versions are compared, unless another is set
 * @param leastWritten the rows that the node must have stored for each one when the window ends
 * @param cpu what the processor time of each, in ms, is held against
 * @param load makes the load
 * @param peer starts what is measured beside a single node
 */
record RateFigure(
    String name,
    String each,
    boolean apart,
    double start,
    double usual,
    double leastWritten,
    Goal cpu,
    Preparation load,
    PeerStart peer)
    implements SteadyFigure {
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
    Load prepare(Subject subject, Sizes sizes);
  }

  /** Starts another system, with its files in a folder. */
  interface PeerStart {
    Subject start(BenchSettings settings, Path folder);
  }

  /** What came out for one system. */
  private record Outcome(Measurement best, boolean kept, Duration pause) {}

  static RateFigure registrations() {
    return new RateFigure(
        "registrations",
        "registration",
        false,
        2000,
        3000,
        NONE_WRITTEN,
        Goal.must(0.10),
        (subject, sizes) ->
            RegistrationLoad.prepare(subject.target(), sizes.aors(), subject.ports()),
        (settings, folder) -> Kamailio.registrar(folder, settings.nodeCpus()));
  }

  static RateFigure calls() {
    return new RateFigure(
        "calls",
        "call",
        false,
        200,
        200,
        ALL_WRITTEN,
        Goal.must(1.5),
        (subject, sizes) ->
            CallLoad.prepare(
                subject.target(), COMPANIES, CallLoad.RtpPorts.SILENT, subject.ports()),
        (settings, folder) ->
            Kamailio.relaying(folder, settings.nodeCpus(), settings.mediaPorts()));
  }

  @Override
  public String about() {
    return "the highest rate of %ss that one core holds, and the CPU of each%s"
        .formatted(each, apart ? ", phones at one node, their tenants at another" : "");
  }

  @Override
  public String compared() {
    return "CPU of a " + each + (apart ? ", on two nodes" : "");
  }

  @Override
  public String unit() {
    return "ms";
  }

  @Override
  public int digits() {
    return 3;
  }

  /** The same figure on two nodes. */
  RateFigure onTwoNodes() {
    return new RateFigure(name + "-apart", each, true, start, usual, leastWritten, cpu, load, peer);
  }

  @Override
  public List<Row> measure(BenchSettings settings, Consumer<String> progress) {
    Outcome ours = apart ? measureTwo(settings, progress) : measureOne(settings, progress);
    if (!settings.peers() || apart) {
      return rows(ours, Optional.empty(), "");
    }
    try (Subject other = peer.start(settings, settings.files().resolve(name + "-peer"))) {
      progress.accept("the same with " + other.name());
      try (Load prepared = load.prepare(other, settings.sizes())) {
        var theirs = measure(new Trial(List.of(other), prepared, settings, progress, NONE_WRITTEN));
        return rows(ours, Optional.of(theirs), other.name());
      }
    }
  }

  private Outcome measureOne(BenchSettings settings, Consumer<String> progress) {
    try (var node = BenchNode.start(settings, name, BenchNode.FIXED_HEAP)) {
      progress.accept("preparing");
      try (Load prepared = load.prepare(node, settings.sizes())) {
        return measure(new Trial(List.of(node), prepared, settings, progress, leastWritten));
      }
    }
  }

  private Outcome measureTwo(BenchSettings settings, Consumer<String> progress) {
    var half = settings.withHalfOfMediaPorts(0);
    var otherHalf = settings.withHalfOfMediaPorts(1);
    try (var first = BenchNode.start(half, name, BenchNode.FIXED_HEAP)) {
      progress.accept("preparing");
      try (Load prepared = load.prepare(first, settings.sizes());
          var second = BenchNode.join(otherHalf, name + "-2", BenchNode.FIXED_HEAP, first)) {
        progress.accept("moving the phones to the second node");
        prepared.moveTo(second.target().withCpuOf(first.target()));
        return measure(
            new Trial(List.of(first, second), prepared, settings, progress, leastWritten));
      }
    }
  }

  private Outcome measure(Trial trial) {
    OptionalDouble set = trial.settings().rate(name);
    trial.warmUp(set.orElse(start / 2));
    Measurement best;
    if (set.isPresent()) {
      best = trial.measured(set.getAsDouble());
    } else {
      double rate = new RateSearch(trial::holds, BISECTIONS).highest(start);
      if (rate == 0) {
        throw new HarnessException("this host holds no rate of %ss at all".formatted(each));
      }
      best = measure(trial, rate);
    }
    var pauses =
        trial.systems().stream().map(system -> system.longestPause(best.from(), best.to()));
    return new Outcome(
        best, trial.keeps(best), pauses.max(Comparator.naturalOrder()).orElseThrow());
  }

  /** The long measurement; a rate that holds for a moment only is given up for a lower one. */
  private static Measurement measure(Trial trial, double rate) {
    double tried = rate;
    Measurement measurement = trial.measured(tried);
    for (int i = 0; i < BACK_OFFS && !trial.keeps(measurement); i++) {
      tried *= BACK_OFF;
      measurement = trial.measured(tried);
    }
    return measurement;
  }

  @Override
  public Steady prepare(
      BenchSettings settings, Subject subject, Duration standing, Consumer<String> progress) {
    double rate = settings.rate(name).orElse(usual);
    var trial =
        new Trial(
            List.of(subject),
            load.prepare(subject, settings.sizes()),
            settings,
            progress,
            leastWritten);
    trial.warmUp(rate);
    return new Steady() {
      @Override
      public Reading read() {
        var measurement =
            trial.load().run(new Pace(rate, settings.sizes().settle(), settings.sizes().window()));
        return new Reading(
            measurement.cpuMillisEach(), trial.counts(measurement), measurement.line());
      }

      @Override
      public void close() {
        trial.load().close();
      }
    };
  }

  /** Runs the load at one rate. */
  private record Trial(
      List<Subject> systems,
      Load load,
      BenchSettings settings,
      Consumer<String> progress,
      double leastWritten) {
    void warmUp(double rate) {
      var pace = new Pace(rate, Duration.ZERO, settings.sizes().warmUp());
      new WarmUp(systems, settings, progress)
          .run(() -> progress.accept("warm-up " + load.run(pace).line()));
    }

    boolean holds(double rate) {
      return holds(run("trial   ", rate, settings.sizes().trial()));
    }

    Measurement measured(double rate) {
      return run("measured", rate, settings.sizes().window());
    }

    private Measurement run(String what, double rate, Duration window) {
      var measurement = load.run(new Pace(rate, settings.sizes().settle(), window));
      progress.accept(what + " " + measurement.line() + (holds(measurement) ? "" : " — not held"));
      return measurement;
    }

    private static boolean holds(Measurement measurement) {
      return bears(measurement) && measurement.setUp().p99() < LONGEST_P99_MILLIS;
    }

    private static boolean bears(Measurement measurement) {
      return measurement.failedShare() < FAILURES_ALLOWED
          && measurement.triedShare() >= LEAST_TRIED;
    }

    /** Whether all that was asked for was done, however long it took, so that its cost counts. */
    boolean counts(Measurement measurement) {
      return bears(measurement) && measurement.writtenEach() >= leastWritten;
    }

    /** Whether the rate is held and what has to be stored of each one has been. */
    boolean keeps(Measurement measurement) {
      return holds(measurement) && measurement.writtenEach() >= leastWritten;
    }
  }

  private List<Row> rows(Outcome ours, Optional<Outcome> theirs, String peerName) {
    String where = apart ? ", on two nodes" : "";
    var best = ours.best();
    var rows = new ArrayList<Row>();
    rows.add(Row.of(compared(), unit(), best.cpuMillisEach(), digits()).with(cpu));
    rows.add(
        Row.of(
            each + "s a second" + where + (ours.kept() ? "" : " (not held)"),
            "1/s",
            best.answeredRate(),
            0));
    rows.add(Row.of("set-up time of a %s at that rate, p99".formatted(each), "ms", p99(ours), 0));
    theirs.ifPresent(
        other -> {
          String name = peerName + (other.kept() ? "" : ", not held");
          double[] values = {other.best().cpuMillisEach(), other.best().answeredRate(), p99(other)};
          for (int i = 0; i < values.length; i++) {
            rows.set(i, rows.get(i).beside(new Row.Peer(name, values[i])));
          }
        });
    rows.add(
        Row.of(
            "%s stored a %s".formatted(best.written().what(), each), "1", best.writtenEach(), 3));
    rows.add(
        Row.of(
            "longest GC pause under %ss".formatted(each), "ms", ours.pause().toNanos() / 1e6, 1));
    return rows;
  }

  private static double p99(Outcome outcome) {
    return outcome.best().setUp().p99();
  }
}
