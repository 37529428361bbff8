package io.tandem.bench.load;

import io.tandem.bench.sipp.ResponseTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * What happened in the window of a load.
 *
 * @param rate what was asked for, a second
 * @param from when the window began
 * @param tried begun in the window
 * @param failed since the window began, the ends of those begun in it included
 * @param setUp times of those answered in the window: request with credentials to 200
 * @param nodeCpu what the node used in the window
 * @param loadCpu what the load programs used in the window
 * @param written what the node has stored in the window because of them
 */
public record Measurement(
    double rate,
    Instant from,
    Duration window,
    long tried,
    long failed,
    long retransmissions,
    ResponseTimes.Summary setUp,
    Duration nodeCpu,
    Duration loadCpu,
    Written written) {

  /**
   * What a node stores for each one.
   *
   * @param what such as call records
   * @param rows how many
   */
  public record Written(String what, long rows) {}

  /** When the window ended. */
  public Instant to() {
    return from.plus(window);
  }

  /** How many rows were stored for each one answered; 0 when there was none. */
  public double writtenEach() {
    return answered() == 0 ? 0 : (double) written.rows() / answered();
  }

  /** How many were answered in the window. */
  public long answered() {
    return setUp.count();
  }

  /** How many were answered a second. */
  public double answeredRate() {
    return answered() / seconds(window);
  }

  /** The failed among those tried, 0 to 1; 1 when nothing was tried. */
  public double failedShare() {
    return tried == 0 ? 1 : Math.min(1, (double) failed / tried);
  }

  /** The share of the rate asked for that was really tried, 0 to 1. */
  public double triedShare() {
    return Math.min(1, tried / (rate * seconds(window)));
  }

  /** The node's processor time for each one answered, in ms; 0 when there was none. */
  public double cpuMillisEach() {
    return answered() == 0 ? 0 : seconds(nodeCpu) * 1000 / answered();
  }

  /** A line for the reader. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "%7.1f/s: %d tried, %d answered, %d failed (%.2f %%), set-up p50 %.0f ms, p99 %.0f ms,"
            + " CPU %.3f ms each, node %.0f %% and load %.0f %% of a core",
        rate,
        tried,
        answered(),
        failed,
        failedShare() * 100,
        setUp.median(),
        setUp.p99(),
        cpuMillisEach(),
        percent(nodeCpu),
        percent(loadCpu));
  }

  /** A table for the reader. */
  public String table() {
    return String.format(
        Locale.ROOT,
        """
          asked for    %.1f a second, measured for %.0f s
          tried        %d
          answered     %d (%.1f a second)
          failed       %d (%.2f %%)
          repeated     %d messages
          set-up time  p50 %.0f ms, p99 %.0f ms, longest %.0f ms
          node's CPU   %.3f ms each, %.0f %% of a core
          load's CPU   %.0f %% of a core
          stored       %d %s by this node
        """,
        rate,
        seconds(window),
        tried,
        answered(),
        answeredRate(),
        failed,
        failedShare() * 100,
        retransmissions,
        setUp.median(),
        setUp.p99(),
        setUp.longest(),
        cpuMillisEach(),
        percent(nodeCpu),
        percent(loadCpu),
        written.rows(),
        written.what());
  }

  private double percent(Duration used) {
    return seconds(used) / seconds(window) * 100;
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
