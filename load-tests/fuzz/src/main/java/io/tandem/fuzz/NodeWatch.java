package io.tandem.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What a node says of itself while it is fuzzed: its defects, and the memory that it keeps. */
final class NodeWatch {
  private static final double ROOM = 64 << 20;
  private static final double GROWTH = 1.5;

  private final Supplier<String> metrics;
  private final double defectsBefore;
  private final List<Double> heap = new ArrayList<>();
  private double defectsSeen;

  /**
   * @param metrics reads the node's page for Prometheus
   */
  NodeWatch(Supplier<String> metrics) {
    this.metrics = metrics;
    this.defectsBefore = defects(metrics.get());
    this.defectsSeen = defectsBefore;
  }

  /** Looks; what is new and wrong, or {@code null}. */
  String look() {
    String page = metrics.get();
    heap.add(sum(page, "jvm_memory_used_bytes{", "area=\"heap\""));
    double defects = defects(page);
    double more = defects - defectsSeen;
    defectsSeen = defects;
    return more > 0
        ? "%.0f messages brought out a defect; see the node's log".formatted(more)
        : null;
  }

  private static double defects(String page) {
    return sum(page, "tandem_sip_dropped_total{", "reason=\"error\"")
        + sum(page, "tandem_sip_dropped_total{", "reason=\"user-error\"")
        + sum(page, "tandem_sip_refused_total{", "cause=\"error\"");
  }

  /** The least that a third of the time shows is about what lives: the rest is garbage. */
  String memory() {
    if (heap.size() < 6) {
      return null;
    }
    int third = heap.size() / 3;
    double first = least(heap.subList(third, 2 * third));
    double last = least(heap.subList(2 * third, heap.size()));
    return last <= GROWTH * first + ROOM
        ? null
        : "the heap grew from %.0f to %.0f MiB".formatted(first / (1 << 20), last / (1 << 20));
  }

  /** For the summary. */
  String heap() {
    return heap.isEmpty()
        ? "unknown"
        : "%.0f to %.0f MiB".formatted(least(heap) / (1 << 20), most(heap) / (1 << 20));
  }

  private static double least(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
  }

  private static double most(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  private static double sum(String page, String name, String tag) {
    return page.lines()
        .filter(line -> line.startsWith(name) && line.contains(tag))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
