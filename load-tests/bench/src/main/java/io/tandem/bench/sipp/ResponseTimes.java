package io.tandem.bench.sipp;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Every response time of a run, by the time at which it was measured. SIPp measures in ms. */
public final class ResponseTimes {
  private static final int FIELDS = 3;

  private record Entry(Instant at, double millis) {}

  private final List<Entry> entries;

  private ResponseTimes(List<Entry> entries) {
    this.entries = entries;
  }

  /**
   * Percentiles by nearest rank: real values, nothing between them.
   *
   * @param count how many there were; the others are zero when there were none
   * @param median the time that half of them kept, in ms
   * @param p99 the time that 99 of 100 kept, in ms
   * @param longest in ms
   */
  public record Summary(int count, double median, double p99, double longest) {
    static Summary of(double[] millis) {
      if (millis.length == 0) {
        return new Summary(0, 0, 0, 0);
      }
      double[] sorted = millis.clone();
      Arrays.sort(sorted);
      return new Summary(
          sorted.length, rank(sorted, 50), rank(sorted, 99), sorted[sorted.length - 1]);
    }

    private static double rank(double[] sorted, int percent) {
      int rank = (sorted.length * percent + 99) / 100;
      return sorted[Math.max(rank, 1) - 1];
    }
  }

  /**
   * Reads the lines of a file of response times.
   *
   * @param startedAt when the run began; the file counts from there
   */
  static ResponseTimes parse(Instant startedAt, List<String> lines) {
    var entries = new ArrayList<Entry>();
    for (String line : lines) {
      String[] fields = line.split(";");
      if (fields.length == FIELDS && Character.isDigit(fields[0].charAt(0))) {
        long nanos = Math.round(Double.parseDouble(fields[0]) * 1e6);
        entries.add(new Entry(startedAt.plusNanos(nanos), Double.parseDouble(fields[1])));
      }
    }
    return new ResponseTimes(List.copyOf(entries));
  }

  /** Those measured from {@code from} until before {@code from + window}. */
  public Summary within(Instant from, Duration window) {
    Instant end = from.plus(window);
    return Summary.of(
        entries.stream()
            .filter(entry -> !entry.at().isBefore(from) && entry.at().isBefore(end))
            .mapToDouble(Entry::millis)
            .toArray());
  }
}
