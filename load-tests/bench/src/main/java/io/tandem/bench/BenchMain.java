package io.tandem.bench;

import io.tandem.bench.figures.BenchSettings;
import io.tandem.bench.figures.BenchSettings.Sizes;
import io.tandem.bench.figures.Comparison;
import io.tandem.bench.figures.Conditions;
import io.tandem.bench.figures.Figure;
import io.tandem.bench.figures.Report;
import io.tandem.bench.figures.Row;
import io.tandem.bench.process.Cores;
import io.tandem.harness.HarnessException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ./tandem bench}. */
public final class BenchMain {
  static final String USAGE =
      """
      ./tandem bench [NAME ...] [OPTION ...]
      ./tandem bench compare --before FOLDER [NAME ...] [OPTION ...]

      Measures the figures of docs/performance.md, all or those named, prints them as rows of a
      Markdown table and writes them to target/bench/NAME.json. For each it starts a node with an
      empty, embedded database; the node runs on cores of its own, the database and the load
      programs on others. It takes some minutes a figure, and nothing else should run on the host.

      compare measures this build and that of another folder in turn, at one rate, and writes
      target/bench/compare-NAME.json: the medians of both, and whether ours is at most 1.05 times
      the other (registrations, calls and rtp unless named otherwise).

        --list             the names of the figures
        --peers            measure Kamailio and rtpengine, too, with the same load on the same core
        --rate R           measure at this rate a second instead of looking for the highest one; or
                           a rate for each, such as registrations=3000,calls=200 (in a comparison
                           that is the default). The rate of rtp is fixed
        --before FOLDER    a checkout of the other version, which has been built
        --alternations N   how often each build is measured (default 5)
        --fresh            start both nodes anew for every alternation; takes five times as long
        --quick            small and short, to see that it works; the figures are worth nothing,
                           and neither compared nor held against anything
        --node-cpus CPUS   the node's cores (default 0 on a host with two cores or more)
        --load-cpus CPUS   the other programs' cores (default 1)
        --media-ports P-P  the node's media ports (default 16384-32767)
        --aors N           phones that refresh (default 50000)
        --warmup D         before a measurement (default 60s), and again, up to ten times in all,
                           until the JVM's compilers are done; on all cores
        --duration D       of a measurement (default 20s)
        --files FOLDER     keep all files here (default: a temporary folder, deleted at the end
                           unless something fails)
        --help             this text

      The exit status is 1 when a figure cannot be measured, 2 when one is not what it must be.

      SIPp (Debian: sip-tester) and taskset (util-linux) must be installed, for --peers kamailio
      and rtpengine-daemon.
      """;

  private static final Set<String> FLAGS = Set.of("help", "list", "quick", "peers", "fresh");
  private static final Set<String> VALUED =
      Set.of(
          "node-cpus",
          "load-cpus",
          "media-ports",
          "aors",
          "warmup",
          "duration",
          "files",
          "rate",
          "before",
          "alternations");
  private static final Pattern RATE = Pattern.compile("(?:([a-z-]+)=)?(\\d{1,7}(?:\\.\\d{1,3})?)");
  private static final String COMPARE = "compare";
  private static final List<String> COMPARED = List.of("registrations", "calls", "rtp");
  private static final int NOT_HELD = 2;

  private final Options options;

  private BenchMain(Options options) {
    this.options = options;
  }

  /** Measures; exits with 1 when a figure cannot be measured, with 2 when one misses its must. */
  public static void main(String[] arguments) {
    try {
      var options = Options.parse(List.of(arguments), FLAGS, VALUED);
      if (options.has("help")) {
        System.out.print(USAGE);
      } else if (options.has("list")) {
        Figure.all().forEach(f -> System.out.printf("  %-15s %s%n", f.name(), f.about()));
      } else if (!new BenchMain(options).run()) {
        System.exit(NOT_HELD);
      }
    } catch (HarnessException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(1);
    }
  }

  private boolean run() {
    boolean keep = options.has("files");
    Path files = keep ? Path.of(options.text("files", "")) : Folders.temporary("bench");
    boolean held;
    try {
      held = measure(files);
    } catch (RuntimeException e) {
      Folders.leave(files);
      throw e;
    }
    if (!keep) {
      Folders.delete(files);
    }
    return held;
  }

  /** Each figure's rows are shown as soon as it is measured: the next may fail. */
  private boolean measure(Path files) {
    var settings = settings(files.toAbsolutePath());
    List<Figure> figures = figures();
    Cores.moveSelf(settings.loadCpus());
    System.out.printf(
        "Node on core %s, database and load on core %s%n",
        orAll(settings.nodeCpus()), orAll(settings.loadCpus()));
    var rows = new ArrayList<Row>();
    for (Figure figure : figures) {
      System.out.printf("%n%s: %s%n", figure.name(), figure.about());
      rows.addAll(measure(figure, settings));
    }
    if (figures.size() > 1) {
      show(rows);
    }
    return options.has("quick") || rows.stream().allMatch(row -> row.holds().orElse(true));
  }

  private List<Row> measure(Figure figure, BenchSettings settings) {
    long begin = System.nanoTime();
    Consumer<String> progress = text -> progress(begin, text);
    var conditions = Conditions.of(settings, options.has("quick"));
    String name = figure.name();
    List<Row> rows;
    if (options.has("before")) {
      var comparison = comparison(settings);
      rows = comparison.measure(figure, progress);
      conditions = comparison.describe(conditions);
      name = COMPARE + "-" + name;
    } else {
      rows = figure.measure(settings, progress);
    }
    show(rows);
    System.out.println("\n" + Report.write(settings.home(), name, rows, conditions));
    return rows;
  }

  private Comparison comparison(BenchSettings settings) {
    return Comparison.with(
        settings,
        Path.of(options.text("before", "")).toAbsolutePath().normalize(),
        options.count("alternations", 5),
        options.has("fresh"));
  }

  private List<Figure> figures() {
    List<String> words = options.words();
    boolean compare = !words.isEmpty() && words.get(0).equals(COMPARE);
    if (compare != options.has("before")) {
      throw new HarnessException("compare and --before belong together; see --help");
    }
    if (!compare) {
      return chosen(words);
    }
    return chosen(words.size() == 1 ? COMPARED : words.subList(1, words.size()));
  }

  private void show(List<Row> rows) {
    boolean quick = options.has("quick");
    System.out.printf("%n%s", Row.head());
    rows.forEach(row -> System.out.println(row.markdown(!quick)));
    if (quick) {
      System.out.println("\nMeasured quickly: to see that it works, not to be compared.");
    }
  }

  private static void progress(long begin, String text) {
    System.out.printf(Locale.ROOT, "%6.0f s  %s%n", (System.nanoTime() - begin) / 1e9, text);
  }

  private static List<Figure> chosen(List<String> names) {
    for (String name : names) {
      if (Figure.all().stream().noneMatch(figure -> figure.name().equals(name))) {
        throw new HarnessException("there is no figure " + name + "; see --list");
      }
    }
    return Figure.all().stream()
        .filter(figure -> names.isEmpty() || names.contains(figure.name()))
        .toList();
  }

  private BenchSettings settings(Path files) {
    boolean several = Runtime.getRuntime().availableProcessors() > 1;
    return new BenchSettings(
        Path.of(System.getProperty("tandem.home", ".")).toAbsolutePath(),
        files,
        options.text("node-cpus", several ? "0" : ""),
        options.text("load-cpus", several ? "1" : ""),
        options.text("media-ports", "16384-32767"),
        sizes(),
        options.has("peers"),
        rates(options.text("rate", "")));
  }

  /** One rate for all, or {@code NAME=RATE,…}. */
  static Map<String, Double> rates(String text) {
    var rates = new HashMap<String, Double>();
    for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      Matcher matcher = RATE.matcher(part);
      if (!matcher.matches() || Double.parseDouble(matcher.group(2)) <= 0) {
        throw new HarnessException(
            "--rate %s: expected a rate a second, or NAME=RATE,…".formatted(text));
      }
      String name = matcher.group(1) == null ? BenchSettings.EVERY : matcher.group(1);
      rates.put(name, Double.parseDouble(matcher.group(2)));
    }
    return rates;
  }

  private Sizes sizes() {
    Sizes sizes = options.has("quick") ? Sizes.quick() : Sizes.full();
    Duration warmUp = options.duration("warmup", sizes.warmUp());
    return new Sizes(
        warmUp,
        sizes.warmUps(),
        options.duration("duration", sizes.window()),
        sizes.trial(),
        sizes.settle(),
        sizes.linger(),
        options.count("aors", sizes.aors()),
        sizes.calls(),
        sizes.relayed());
  }

  private static String orAll(String cpus) {
    return cpus.isEmpty() ? "any" : cpus;
  }
}
