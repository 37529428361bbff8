package io.tandem.bench.sipp;

import io.tandem.harness.HarnessException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A running SIPp and what it leaves behind. Whoever started it closes it, which ends it. */
public final class SippRun implements AutoCloseable {
  static final String STATISTICS = "statistics.csv";
  static final String ERRORS = "errors.log";
  static final String LOG = "logged.log";
  static final String SCREEN = "screen.txt";

  private static final int SHOWN_ERRORS = 2000;
  private static final Duration KILL_LIMIT = Duration.ofSeconds(3);

  private final Process process;
  private final Scenario scenario;
  private final Path folder;

  SippRun(Process process, Scenario scenario, Path folder) {
    this.process = process;
    this.scenario = scenario;
    this.folder = folder;
    // A driver that is interrupted leaves no load behind.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
  }

  /** The processor time it has used so far; zero once it has ended. */
  public Duration cpuTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Waits for its end.
   *
   * @throws HarnessException when it takes longer than {@code limit}
   */
  public SippResult await(Duration limit) {
    if (!ends(limit)) {
      throw new HarnessException(
          "SIPp (%s) has not ended after %d s; its files are in %s"
              .formatted(scenario.label(), limit.toSeconds(), folder));
    }
    return result();
  }

  /**
   * Has it start no more calls and waits until the open ones are over; ends it after {@code limit}
   * all the same.
   */
  public SippResult finish(Duration limit) {
    if (process.isAlive()) {
      signal("USR1");
    }
    if (!ends(limit)) {
      close();
    }
    return result();
  }

  private SippResult result() {
    var last = statistics().last();
    return new SippResult(
        process.exitValue(), last.created(), last.successful(), last.failed(), errors());
  }

  /** Its counts, second by second, as far as they are written. */
  public SippStatistics statistics() {
    return SippStatistics.parse(lines(STATISTICS));
  }

  /** The response times; complete once it has ended. */
  public ResponseTimes responseTimes() {
    var name = "%s_%d_rtt.csv".formatted(scenario.label(), process.pid());
    return ResponseTimes.parse(statistics().startedAt(), lines(name));
  }

  /** What the scenario has logged so far. */
  public List<String> logged() {
    return lines(LOG);
  }

  private String errors() {
    String all = String.join("\n", lines(ERRORS));
    return all.length() > SHOWN_ERRORS ? all.substring(0, SHOWN_ERRORS) + "\n…" : all;
  }

  private List<String> lines(String name) {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      // errors.log quotes what came from the network
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new HarnessException("cannot read " + file, e);
    }
  }

  /** Ends it at once. */
  @Override
  public void close() {
    process.destroy();
    if (!ends(KILL_LIMIT)) {
      process.destroyForcibly();
      ends(KILL_LIMIT);
    }
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new HarnessException("cannot signal SIPp", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HarnessException("interrupted", e);
    }
  }

  private boolean ends(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new HarnessException("interrupted", e);
    }
  }
}
