package io.tandem.bench.rtp;

import io.tandem.bench.process.Cores;
import io.tandem.bench.process.CpuMeter;
import io.tandem.harness.HarnessException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The least that a relay can do, in C, compiled on the spot: what a packet costs there is the
 * floor, and says how fast this machine is at this hour.
 */
public final class BareRelay implements AutoCloseable {
  private static final String COMPILER = "cc";
  private static final String SOURCE = "bare-relay.c";

  private final Process process;
  private final List<Integer> ports;

  private BareRelay(Process process, List<Integer> ports) {
    this.process = process;
    this.ports = ports;
  }

  /** Whether this host has what compiles it. */
  public static boolean isPossible() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, COMPILER)));
  }

  /**
   * Starts one.
   *
   * @param folder where it is compiled
   * @param cpus its cores, as {@link Cores#command} takes them
   * @throws HarnessException when it cannot be compiled, or the host has not enough ports
   */
  public static BareRelay start(Path folder, String cpus, int calls) {
    try {
      var command = new ArrayList<>(Cores.command(cpus));
      command.addAll(List.of(compile(folder).toString(), Integer.toString(calls)));
      var process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      return new BareRelay(process, readPorts(process, 2 * calls));
    } catch (IOException e) {
      throw new UncheckedIOException("the bare relay does not start", e);
    }
  }

  private static Path compile(Path folder) throws IOException {
    Path source = folder.resolve(SOURCE);
    Path program = folder.resolve("bare-relay");
    Files.createDirectories(folder);
    try (var text = BareRelay.class.getResourceAsStream(SOURCE)) {
      Files.copy(text, source, StandardCopyOption.REPLACE_EXISTING);
    }
    try {
      var compiler =
          new ProcessBuilder(COMPILER, "-O2", "-o", program.toString(), source.toString());
      if (compiler.inheritIO().start().waitFor() != 0) {
        throw new HarnessException(COMPILER + " does not compile " + source);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HarnessException("interrupted", e);
    }
    return program;
  }

  private static List<Integer> readPorts(Process process, int count) throws IOException {
    var output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    var ports = new ArrayList<Integer>();
    while (ports.size() < count) {
      String line = output.readLine();
      if (line == null) { // it has ended, so that nothing is left behind
        throw new HarnessException("the bare relay ended; the reason stands above");
      }
      ports.add(Integer.parseInt(line));
    }
    return ports;
  }

  /** Its ports; the two of a call follow each other. */
  public List<Integer> ports() {
    return ports;
  }

  /** Its processor time. */
  public CpuMeter cpu() {
    return CpuMeter.ofProcess(process.pid());
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
