package io.tandem.bench.process;

import io.tandem.harness.HarnessException;

/**
 * A page in Prometheus' text format.
 *
 * @param text lines {@code name{label="value"} number}
 */
public record MetricsPage(String text) {
  /**
   * The sum of a metric's values over all its labels.
   *
   * @throws HarnessException when the page does not have it
   */
  public double sum(String name) {
    double[] values =
        text.lines()
            .filter(line -> isOf(name, line))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .toArray();
    if (values.length == 0) {
      throw new HarnessException("the node's metrics do not have " + name);
    }
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  private static boolean isOf(String name, String line) {
    return line.startsWith(name)
        && line.length() > name.length()
        && (line.charAt(name.length()) == '{' || line.charAt(name.length()) == ' ');
  }
}
