package io.tandem.bench.peer;

import io.tandem.bench.process.Cores;
import io.tandem.harness.HarnessException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program that is measured, on cores of its own. Closing it ends it with all that it has begun.
 *
 * @param log the file its output goes to
 */
record Program(Process process, Path log) implements AutoCloseable {
  private static final int END_SECONDS = 5;

  /**
   * Starts it.
   *
   * @param cpus its cores; empty for any
   * @throws HarnessException when it is not installed
   */
  static Program start(List<String> command, String cpus, Path log) {
    var all = new ArrayList<>(Cores.command(cpus));
    all.addAll(command);
    try {
      Files.createDirectories(log.getParent());
      var process =
          new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(log.toFile()).start();
      var program = new Program(process, log);
      Runtime.getRuntime().addShutdownHook(new Thread(program::close));
      return program;
    } catch (IOException e) {
      throw missing(command.get(0), e);
    }
  }

  /** What a program says of its version: the first group of a pattern. */
  static String version(String command, String option, String pattern) {
    try {
      var process = new ProcessBuilder(command, option).redirectErrorStream(true).start();
      var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher matcher = Pattern.compile(pattern).matcher(text);
      return matcher.find() ? matcher.group(1) : "unknown";
    } catch (IOException e) {
      throw missing(command, e);
    }
  }

  private static HarnessException missing(String program, IOException cause) {
    return new HarnessException(
        program + " is needed for --peers (Debian: kamailio, rtpengine-daemon)", cause);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  @Override
  public void close() {
    var children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
