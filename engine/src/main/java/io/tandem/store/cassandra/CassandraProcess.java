package io.tandem.store.cassandra;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One run of the embedded database. Its standard input stays open, unwritten, for as long as this
 * JVM lives: its end tells the child that the node is gone.
 */
final class CassandraProcess {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final int TAIL_LINES = 20;
  private static final List<String> PORT_TAKEN =
      List.of("is in use by another process", "Failed to bind port");

  private final Process process;
  private final LogTail log;
  private final LogTail output;
  private final CompletableFuture<Integer> exit;
  private volatile boolean endExpected;

  private CassandraProcess(Process process, LogTail log, LogTail output) {
    this.process = process;
    this.log = log;
    this.output = output;
    this.exit = process.onExit().thenApply(Process::exitValue);
  }

  static CassandraProcess launch(List<String> command, Path logFolder) throws IOException {
    Files.createDirectories(logFolder);
    Path out = logFolder.resolve("cassandra.out");
    Files.deleteIfExists(out);
    var log = new LogTail(logFolder.resolve("cassandra.log"));
    var output = new LogTail(out);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(out.toFile()))
            .start();
    return new CassandraProcess(process, log, output);
  }

  long pid() {
    return process.pid();
  }

  /** Completes with the exit code when the process has ended. */
  CompletableFuture<Integer> exit() {
    return exit.copy();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Whether this node itself asked the process to end. */
  boolean isEndExpected() {
    return endExpected;
  }

  boolean failedForTakenPort() {
    return tail().stream().anyMatch(line -> PORT_TAKEN.stream().anyMatch(line::contains));
  }

  String lastLogLine() {
    return String.join("", log.lines(1));
  }

  String logTail() {
    return String.join("\n", tail());
  }

  private List<String> tail() {
    List<String> lines = new ArrayList<>(output.lines(TAIL_LINES));
    lines.addAll(log.lines(TAIL_LINES));
    return lines;
  }

  /** SIGTERM, then SIGKILL when it does not end in 20 s. */
  CompletableFuture<Void> stop() {
    endExpected = true;
    signal("CONT");
    process.destroy();
    return exit()
        .orTimeout(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .handle((code, late) -> late == null ? exit() : killed())
        .thenCompose(ended -> ended)
        .thenAccept(code -> {});
  }

  private CompletableFuture<Integer> killed() {
    kill();
    return exit();
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
  }

  /** SIGKILL of a process whose end nobody shall be told about. */
  void abandon() {
    endExpected = true;
    kill();
  }

  /** Sends a signal that the Java library has no call for; nothing happens to an ended process. */
  void signal(String name) {
    if (!process.isAlive()) {
      return;
    }
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
          .redirectErrorStream(true)
          .redirectOutput(Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new EmbeddedCassandraException("cannot send SIG" + name + " to process " + pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
