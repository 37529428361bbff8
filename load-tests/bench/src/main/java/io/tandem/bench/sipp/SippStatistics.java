package io.tandem.bench.sipp;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * SIPp's statistics file: one line of cumulative counts a second and one at the end.
 *
 * @param startedAt when the run began
 * @param samples at least one, in the order of time
 */
public record SippStatistics(Instant startedAt, List<Sample> samples) {

  /** The counts at one time, since the start. */
  public record Sample(
      Instant at, long created, long successful, long failed, long retransmissions) {

    private Sample minus(Sample earlier) {
      return new Sample(
          at,
          created - earlier.created,
          successful - earlier.successful,
          failed - earlier.failed,
          retransmissions - earlier.retransmissions);
    }
  }

  /**
   * Reads the file's lines. A last line that is not complete yet is left out.
   *
   * @throws IllegalArgumentException when a column that is needed is missing
   */
  public static SippStatistics parse(List<String> lines) {
    if (lines.size() < 2) {
      return new SippStatistics(Instant.EPOCH, List.of(new Sample(Instant.EPOCH, 0, 0, 0, 0)));
    }
    var columns = Arrays.asList(lines.get(0).split(";"));
    int started = column(columns, "StartTime");
    int at = column(columns, "CurrentTime");
    int created = column(columns, "TotalCallCreated");
    int successful = column(columns, "SuccessfulCall(C)");
    int failed = column(columns, "FailedCall(C)");
    int retransmissions = column(columns, "Retransmissions(C)");
    Instant startedAt = Instant.EPOCH;
    var samples = new ArrayList<Sample>();
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(";");
      if (fields.length < columns.size()) {
        continue;
      }
      startedAt = time(fields[started]);
      samples.add(
          new Sample(
              time(fields[at]),
              Long.parseLong(fields[created]),
              Long.parseLong(fields[successful]),
              Long.parseLong(fields[failed]),
              Long.parseLong(fields[retransmissions])));
    }
    return samples.isEmpty()
        ? parse(List.of())
        : new SippStatistics(startedAt, List.copyOf(samples));
  }

  /** The counts at the end, or so far. */
  public Sample last() {
    return samples.get(samples.size() - 1);
  }

  /** What happened between two times; between samples the counts are taken to grow evenly. */
  public Sample between(Instant from, Instant to) {
    return at(to).minus(at(from));
  }

  private Sample at(Instant time) {
    Sample before = new Sample(startedAt, 0, 0, 0, 0);
    for (Sample sample : samples) {
      if (sample.at().isAfter(time)) {
        return interpolate(before, sample, time);
      }
      before = sample;
    }
    return before;
  }

  private static Sample interpolate(Sample before, Sample after, Instant time) {
    double span = seconds(before.at(), after.at());
    double share = span <= 0 ? 1 : Math.max(0, seconds(before.at(), time) / span);
    return new Sample(
        time,
        between(before.created, after.created, share),
        between(before.successful, after.successful, share),
        between(before.failed, after.failed, share),
        between(before.retransmissions, after.retransmissions, share));
  }

  private static long between(long low, long high, double share) {
    return low + Math.round((high - low) * share);
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e9;
  }

  private static int column(List<String> columns, String name) {
    int index = columns.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("SIPp's statistics have no column " + name);
    }
    return index;
  }

  /** A time is given as date, time and seconds since 1970, with tabs between. */
  private static Instant time(String field) {
    var seconds = new BigDecimal(field.substring(field.lastIndexOf('\t') + 1));
    return Instant.ofEpochSecond(0, seconds.movePointRight(9).longValue());
  }
}
