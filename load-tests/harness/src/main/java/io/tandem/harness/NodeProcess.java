package io.tandem.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A node in a process of its own. Its log goes to a file, the steps of its start to the audience.
 */
public final class NodeProcess implements AutoCloseable {
  /** The logger whose lines are the steps of a start. */
  private static final String STEP = " tandem.start - ";

  private static final String READY = "ready";

  /** What says something of the host, or of the log alone, and so is good for every node. */
  private static final Set<String> OF_THE_HOST =
      Set.of(
          "TANDEM_CASSANDRA_LIB", "TANDEM_CASSANDRA_JAVA_HOME", "TANDEM_LOG", "TANDEM_SIP_TRACE");

  /** Of the log, in what is said of an unexpected end. */
  private static final int SHOWN_LINES = 40;

  private static final Duration STOP_LIMIT = Duration.ofSeconds(40);

  private final Process process;
  private final Path log;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  private NodeProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * How a node is started.
   *
   * @param home the folder of the distribution, with {@code cluster-config/target/lib}
   * @param log the file its output goes to
   * @param environment its settings; those in this process's own environment do not reach it
   * @param prefix the program and options that start it, such as {@code taskset -c 0}; empty for
   *     none
   * @param javaOptions options of its JVM
   * @param arguments options of {@code run}
   */
  public record Launch(
      Path home,
      Path log,
      Map<String, String> environment,
      List<String> prefix,
      List<String> javaOptions,
      List<String> arguments) {

    /** A node for a few calls that is to start soon, told all by its environment. */
    public static Launch of(Path home, Path log, Map<String, String> environment) {
      var small = List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
      return new Launch(home, log, environment, List.of(), small, List.of());
    }

    private List<String> command() {
      var command = new ArrayList<String>(prefix);
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(javaOptions);
      command.addAll(ClassArchive.options(home));
      command.add("-Dtandem.home=" + home);
      command.add("-cp");
      command.add(home.resolve("cluster-config/target/lib") + "/*");
      command.add("io.tandem.node.Main");
      command.addAll(arguments);
      return command;
    }
  }

  /**
   * Starts a node.
   *
   * @param onStep hears the steps of the start
   */
  public static NodeProcess start(Launch launch, Consumer<String> onStep) {
    Path log = launch.log();
    var builder = new ProcessBuilder(launch.command()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(NodeProcess::isForeign);
    builder.environment().putAll(launch.environment());
    try {
      Files.createDirectories(log.getParent());
      var node = new NodeProcess(builder.start(), log);
      Runtime.getRuntime().addShutdownHook(new Thread(node::close));
      node.process.onExit().thenAccept(ended -> node.onExit());
      var reader = new Thread(() -> node.read(onStep), "node-log");
      reader.setDaemon(true);
      reader.start();
      return node;
    } catch (IOException e) {
      throw new UncheckedIOException("the node's process does not start", e);
    }
  }

  /** What an operator has set for a node of theirs: ours must not reach their cluster. */
  private static boolean isForeign(String variable) {
    return variable.startsWith("TANDEM_") && !OF_THE_HOST.contains(variable);
  }

  private void onExit() {
    ready.completeExceptionally(
        new HarnessException(
            "the node ended with status %d; see %s, which ends so:%n%s"
                .formatted(process.exitValue(), log, endOfLog())));
  }

  private String endOfLog() {
    try (var lines = Files.lines(log)) {
      var all = lines.toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - SHOWN_LINES), all.size()));
    } catch (IOException | UncheckedIOException e) {
      return "(it cannot be read: " + e + ")";
    }
  }

  private void read(Consumer<String> onStep) {
    try (var in =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        var out = new PrintWriter(Files.newBufferedWriter(log))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.println(line);
        out.flush();
        int at = line.indexOf(STEP);
        if (at >= 0) {
          String step = line.substring(at + STEP.length());
          onStep.accept(step);
          if (step.startsWith(READY)) {
            ready.complete(null);
          }
        }
      }
    } catch (IOException e) {
      ready.completeExceptionally(new HarnessException("the node's log broke off", e));
    }
  }

  /**
   * Waits until the node says that it is ready.
   *
   * @throws HarnessException when it ends before, or takes longer than {@code limit}
   */
  public void awaitReady(Duration limit) {
    try {
      ready.get(limit.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new HarnessException(e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new HarnessException("the node is not ready after %s; see %s".formatted(limit, log), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HarnessException("interrupted", e);
    }
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /**
   * Sends a signal, {@code TERM} or {@code KILL} for instance, and does not wait for what follows.
   */
  public void signal(String name) {
    Signals.send(name, pid());
  }

  /**
   * Waits for its end.
   *
   * @return its exit status; 128 and the signal's number when a signal ended it
   * @throws HarnessException when it takes longer than {@code limit}
   */
  public int awaitEnd(Duration limit) {
    try {
      if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
      throw new HarnessException("the node has not ended after %s; see %s".formatted(limit, log));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HarnessException("interrupted", e);
    }
  }

  /** The process of its embedded database; empty without one. */
  public Optional<ProcessHandle> database() {
    return process.children().findFirst();
  }

  /** Ends the node at once, if it runs, whatever becomes of what it does. */
  public void kill() {
    process.toHandle().destroyForcibly();
    awaitEnd(STOP_LIMIT);
  }

  /** Ends the node as an operator would, with SIGTERM. */
  @Override
  public void close() {
    process.toHandle().destroy(); // Process.destroy would close its log, too
    try {
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
