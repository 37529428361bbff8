package io.tandem.bench.sipp;

import io.tandem.harness.HarnessException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A SIPp process to be: a scenario and its options. The program {@code sipp} (Debian: sip-tester)
 * must be on the path. Everything it writes goes to a new folder below the one given.
 *
 * <pre>{@code
 * try (SippRun phone = Sipp.of(Scenario.REGISTER, folder).from("127.0.0.1", 0).to(node)
 *     .users(List.of(account.line())).key("expires", "3600").calls(1).start()) {
 *   assertThat(phone.await(Duration.ofSeconds(10)).successful()).isEqualTo(1);
 * }
 * }</pre>
 */
public final class Sipp {
  private static final int SOCKET_BUFFER = 4 << 20;
  private static final Duration RECEIVE_LIMIT = Duration.ofSeconds(10);

  private final Scenario scenario;
  private final Path folder;
  private final List<String> options = new ArrayList<>();
  private List<String> users = List.of();
  private InetSocketAddress remote;

  private Sipp(Scenario scenario, Path parent) {
    this.scenario = scenario;
    try {
      Files.createDirectories(parent);
      this.folder = Files.createTempDirectory(parent, scenario.label() + "-");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create a folder in " + parent, e);
    }
  }

  /** A run of {@code scenario} whose files lie below {@code parent}. */
  public static Sipp of(Scenario scenario, Path parent) {
    return new Sipp(scenario, parent);
  }

  /** The address it sends from, and that its media claims; port 0 for any free one. */
  public Sipp from(String address, int port) {
    add("-i", address, "-mi", address, "-bind_local", "-ci", "127.0.0.1");
    return port == 0 ? this : add("-p", Integer.toString(port));
  }

  /**
   * The node it sends to. A server needs none. Whoever sends gives up on a silent node after 10 s.
   */
  public Sipp to(InetSocketAddress node) {
    remote = node;
    return add("-recv_timeout", Long.toString(RECEIVE_LIMIT.toMillis()));
  }

  /** The lines of its injection file, used one after the other, from the start again at the end. */
  public Sipp users(List<String> lines) {
    users = lines;
    return this;
  }

  /** A value for a {@code [name]} in the scenario. */
  public Sipp key(String name, String value) {
    return add("-key", name, value);
  }

  /** How many calls it starts a second; 10 unless told. */
  public Sipp rate(double callsPerSecond) {
    return add("-r", String.format(Locale.ROOT, "%.3f", callsPerSecond));
  }

  /** It ends by itself after so many calls. */
  public Sipp calls(long count) {
    return add("-m", Long.toString(count));
  }

  /** It starts no call while so many are open. */
  public Sipp limit(long openCalls) {
    return add("-l", Long.toString(openCalls));
  }

  /** How long an answered call is held. */
  public Sipp hold(Duration time) {
    return add("-d", Long.toString(time.toMillis()));
  }

  /** Writes down every response time, for {@link SippRun#responseTimes()}. */
  public Sipp tracingResponseTimes() {
    return add("-trace_rtt", "-rtt_freq", "1");
  }

  /** Writes down what the scenario logs, for {@link SippRun#logged()}. */
  public Sipp tracingLogs() {
    return add("-trace_logs", "-log_file", SippRun.LOG);
  }

  /** Uses TCP, one connection for all; UDP unless told. */
  public Sipp overTcp() {
    return add("-t", "t1");
  }

  private Sipp add(String... words) {
    options.addAll(List.of(words));
    return this;
  }

  /**
   * Starts the process.
   *
   * @throws HarnessException when there is no SIPp
   */
  public SippRun start() {
    try {
      var command = new ArrayList<String>(List.of("sipp"));
      if (remote != null) {
        command.add(remote.getAddress().getHostAddress() + ":" + remote.getPort());
      }
      command.addAll(List.of("-sf", scenario.copyTo(folder).getFileName().toString()));
      if (!users.isEmpty()) {
        Files.writeString(folder.resolve("users.csv"), injectionFile());
        command.addAll(List.of("-inf", "users.csv"));
      }
      command.addAll(options);
      command.addAll(List.of("-buff_size", Integer.toString(SOCKET_BUFFER), "-nostdin"));
      command.addAll(List.of("-trace_stat", "-fd", "1", "-stf", SippRun.STATISTICS));
      command.addAll(List.of("-trace_err", "-error_file", SippRun.ERRORS));
      var process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve(SippRun.SCREEN).toFile())
              .start();
      return new SippRun(process, scenario, folder);
    } catch (IOException e) {
      throw new HarnessException(
          "cannot start SIPp; Debian has it as sip-tester (%s)".formatted(e.getMessage()), e);
    }
  }

  private String injectionFile() {
    return "SEQUENTIAL\n" + String.join("\n", users) + "\n";
  }
}
