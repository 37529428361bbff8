package io.tandem.bench.figures;

import io.tandem.bench.figures.BenchSettings.Sizes;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What figures were measured under; without it they say nothing.
 *
 * @param quick whether sizes and times were too small for figures that are worth something
 * @param facts the others, by name
 */
public record Conditions(boolean quick, Map<String, Object> facts) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final String MODEL = "model name";

  /** Those of this host, now. */
  public static Conditions of(BenchSettings settings, boolean quick) {
    var facts = new LinkedHashMap<String, Object>();
    facts.put("measured_at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("version", version(settings.home()));
    List<String> processors = processors();
    facts.put("processor", processors.isEmpty() ? "unknown" : processors.get(0));
    facts.put("processors", processors.size());
    facts.put("load_average", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    facts.put("operating_system", property("os.name") + " " + property("os.version"));
    facts.put("java", property("java.vm.version"));
    facts.put("node_cpus", settings.nodeCpus());
    facts.put("load_cpus", settings.loadCpus());
    facts.put("heap", String.join(" ", BenchNode.FIXED_HEAP));
    facts.put("rates", new TreeMap<>(settings.rates()));
    facts.putAll(sizes(settings.sizes()));
    return new Conditions(quick, facts);
  }

  /** These and another one. */
  public Conditions with(String name, Object value) {
    var more = new LinkedHashMap<>(facts);
    more.put(name, value);
    return new Conditions(quick, more);
  }

  Map<String, Object> json() {
    var all = new LinkedHashMap<String, Object>();
    all.put("quick", quick);
    all.putAll(facts);
    return all;
  }

  private static Map<String, Object> sizes(Sizes sizes) {
    var facts = new LinkedHashMap<String, Object>();
    facts.put("warm_up_seconds", seconds(sizes.warmUp()));
    facts.put("window_seconds", seconds(sizes.window()));
    facts.put("registrations", sizes.aors());
    facts.put("calls", sizes.calls());
    facts.put("relayed_calls", sizes.relayed());
    return facts;
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1e3;
  }

  private static String property(String name) {
    return System.getProperty(name);
  }

  /** The models of the host's processors, those included that this process may not use. */
  private static List<String> processors() {
    try (var lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith(MODEL))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .toList();
    } catch (IOException e) {
      return List.of(); // another system than Linux
    }
  }

  /** What git calls the sources in a folder; "unknown" where there is no git or no history. */
  static String version(Path home) {
    try {
      var process =
          new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12")
              .directory(home.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? text.strip() : "unknown";
    } catch (IOException e) {
      return "unknown";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }
}
