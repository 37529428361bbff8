package io.tandem.bench;

import io.tandem.bench.figures.BenchSettings;
import io.tandem.bench.figures.BenchSettings.Sizes;
import io.tandem.bench.figures.Figure;
import io.tandem.bench.figures.Row;
import io.tandem.bench.process.Cores;
import io.tandem.harness.HarnessException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code ./tandem bench}. */
public final class BenchMain {
  static final String USAGE =
      """
      ./tandem bench [NAME ...] [OPTION ...]

      Measures the figures of docs/performance.md, all or those named, and prints them as rows of a
      Markdown table. For each it starts a node with an empty, embedded database; the node runs on
      cores of its own, the database and the load programs on others. It takes some minutes a figure,
      and nothing else should run on the host.

        --list             the names of the figures
        --quick            small and short, to see that it works; the figures are worth nothing
        --node-cpus CPUS   the node's cores (default 0 on a host with two cores or more)
        --load-cpus CPUS   the other programs' cores (default 1)
        --media-ports P-P  the node's media ports (default 10000-32767)
        --aors N           phones that refresh (default 50000)
        --warmup D         before a measurement (default 60s)
        --duration D       of a measurement (default 20s)
        --files FOLDER     keep all files here (default: a temporary folder, deleted at the end
                           unless something fails)
        --help             this text

      SIPp (Debian: sip-tester) and taskset (util-linux) must be installed.
      """;

  private static final Set<String> VALUED =
      Set.of("node-cpus", "load-cpus", "media-ports", "aors", "warmup", "duration", "files");

  private final Options options;

  private BenchMain(Options options) {
    this.options = options;
  }

  /** Measures; exits with 1 when a figure cannot be measured. */
  public static void main(String[] arguments) {
    try {
      var options = Options.parse(List.of(arguments), Set.of("help", "list", "quick"), VALUED);
      if (options.has("help")) {
        System.out.print(USAGE);
      } else if (options.has("list")) {
        Figure.all().forEach(f -> System.out.printf("  %-15s %s%n", f.name(), f.about()));
      } else {
        new BenchMain(options).run();
      }
    } catch (HarnessException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(1);
    }
  }

  private void run() {
    List<Figure> figures = chosen(options.words());
    boolean keep = options.has("files");
    Path files = keep ? Path.of(options.text("files", "")) : Folders.temporary("bench");
    try {
      measure(figures, files);
    } catch (RuntimeException e) {
      Folders.leave(files);
      throw e;
    }
    if (!keep) {
      Folders.delete(files);
    }
  }

  /** Each figure's rows are shown as soon as it is measured: the next may fail. */
  private void measure(List<Figure> figures, Path files) {
    var settings = settings(files.toAbsolutePath());
    Cores.moveSelf(settings.loadCpus());
    System.out.printf(
        "Node on core %s, database and load on core %s%n",
        orAll(settings.nodeCpus()), orAll(settings.loadCpus()));
    var rows = new ArrayList<Row>();
    for (Figure figure : figures) {
      System.out.printf("%n%s: %s%n", figure.name(), figure.about());
      long begin = System.nanoTime();
      List<Row> measured = figure.measure(settings, text -> progress(begin, text));
      show(measured);
      rows.addAll(measured);
    }
    if (figures.size() > 1) {
      show(rows);
    }
  }

  private static void show(List<Row> rows) {
    System.out.printf("%n%s", Row.head());
    rows.forEach(row -> System.out.println(row.markdown()));
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
        options.text("media-ports", "10000-32767"),
        sizes());
  }

  private Sizes sizes() {
    Sizes sizes = options.has("quick") ? Sizes.quick() : Sizes.full();
    Duration warmUp = options.duration("warmup", sizes.warmUp());
    return new Sizes(
        warmUp,
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
