package io.tandem.bench.figures;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How the figures are measured.
 *
 * @param home the folder of the distribution whose node is measured
 * @param files where nodes and load programs keep their files
 * @param nodeCpus the cores of the node; empty for all
 * @param loadCpus the cores of everything else, the database included; empty for all
 * @param mediaPorts the node's media ports
 * @param sizes how much and how long
 * @param peers whether other systems are measured beside it
 * @param rates the one rate, a second, at which a figure is measured, by the figure's name; {@link
 *     #EVERY} names all that have a rate. Of a figure without one the highest rate is looked for
 */
public record BenchSettings(
    Path home,
    Path files,
    String nodeCpus,
    String loadCpus,
    String mediaPorts,
    Sizes sizes,
    boolean peers,
    Map<String, Double> rates) {
  /** The name that stands for every figure. */
  public static final String EVERY = "";

  /** The rate at which a figure is to be measured, if one is set. */
  OptionalDouble rate(String figure) {
    Double rate = rates.getOrDefault(figure, rates.get(EVERY));
    return rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate);
  }

  /** The same for the node of another folder. */
  BenchSettings withHome(Path other) {
    return new BenchSettings(other, files, nodeCpus, loadCpus, mediaPorts, sizes, peers, rates);
  }

  /** The node's cores and the others' together; empty for all. */
  String allCpus() {
    return nodeCpus.isEmpty() || loadCpus.isEmpty() ? "" : nodeCpus + "," + loadCpus;
  }

  /** The same on other cores. */
  BenchSettings withNodeCpus(String cpus) {
    return new BenchSettings(home, files, cpus, loadCpus, mediaPorts, sizes, peers, rates);
  }

  /** The same with one half of the media ports: 0 for the lower, 1 for the upper. */
  BenchSettings withHalfOfMediaPorts(int half) {
    String[] range = mediaPorts.split("-");
    int first = Integer.parseInt(range[0]);
    int last = Integer.parseInt(range[1]);
    int middle = (first + last) / 2;
    String ports = half == 0 ? first + "-" + middle : middle + 1 + "-" + last;
    return new BenchSettings(home, files, nodeCpus, loadCpus, ports, sizes, peers, rates);
  }

  /**
   * How much and how long.
   *
   * @param warmUp how long the load is on before it is looked whether the JVM has compiled what
   *     matters, and each time again
   * @param warmUps how many of these there are at most
   * @param window of a measurement
   * @param trial of a step in the search for the highest rate
   * @param settle before a trial or a measurement begins, with its load on
   * @param linger until the transactions of past messages are forgotten: 64×T1 is 32 s, RFC 3261
   *     §17.2.2
   * @param aors phones that refresh
   * @param calls calls whose memory is measured
   * @param relayed calls with media; each has two streams
   */
  public record Sizes(
      Duration warmUp,
      int warmUps,
      Duration window,
      Duration trial,
      Duration settle,
      Duration linger,
      int aors,
      int calls,
      int relayed) {

    /** What the published figures are measured with. */
    public static Sizes full() {
      return new Sizes(
          Duration.ofSeconds(60),
          10,
          Duration.ofSeconds(20),
          Duration.ofSeconds(8),
          Duration.ofSeconds(3),
          Duration.ofSeconds(36),
          50_000,
          2_000,
          500);
    }

    /** To see that it works; the figures are worth nothing. */
    public static Sizes quick() {
      return new Sizes(
          Duration.ofSeconds(5),
          1,
          Duration.ofSeconds(5),
          Duration.ofSeconds(3),
          Duration.ofSeconds(1),
          Duration.ofSeconds(3),
          500,
          100,
          50);
    }
  }
}
