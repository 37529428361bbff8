package io.tandem.store.cassandra;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database of a node that was given none: a real Cassandra 5 as a child process on loopback.
 *
 * <p>Created and owned by the node, which holds its data folder exclusively until {@link #close}.
 * The child ends with the node, however the node ends; writes it has acknowledged survive that. Its
 * ports stay the same over restarts as long as they are free.
 *
 * <p>All waiting happens on one thread of its own, which also calls the {@link Listener}.
 */
public final class EmbeddedCassandra implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedCassandra.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);
  private static final int POLLS_PER_PROGRESS = 10;
  private static final int PORT_ATTEMPTS = 3;

  /** Hears what happens to the child process. Called on the embedded database's own thread. */
  public interface Listener {
    /** Hears nothing. */
    Listener SILENT =
        new Listener() {
          @Override
          public void progress(String line) {}

          @Override
          public void died(int exitCode, String logTail) {}
        };

    /** About once a second during a start, with the last line of the database's log. */
    void progress(String line);

    /**
     * The process ended after it had answered, and nobody asked it to.
     *
     * @param logTail the last lines of its output and log
     */
    void died(int exitCode, String logTail);
  }

  private final EmbeddedCassandraSettings settings;
  private final Listener listener;
  private final Path java;
  private final DataFolderLock lock;
  private final ScheduledExecutorService executor;

  private volatile CassandraProcess process;
  private volatile LoopbackPorts ports;
  private CompletableFuture<InetSocketAddress> started;
  private boolean closed;

  private EmbeddedCassandra(
      EmbeddedCassandraSettings settings, Listener listener, Path java, DataFolderLock lock) {
    this.settings = settings;
    this.listener = listener;
    this.java = java;
    this.lock = lock;
    this.executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              var thread = new Thread(task, "embedded-cassandra");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Takes the data folder; starts nothing yet.
   *
   * @throws EmbeddedCassandraException when another node uses the folder, no suitable JDK is found
   *     or the jars are not where the settings say
   */
  public static EmbeddedCassandra open(EmbeddedCassandraSettings settings, Listener listener) {
    if (!Files.isDirectory(settings.lib())) {
      throw new EmbeddedCassandraException(
          "The embedded Cassandra's jars are not in "
              + settings.lib()
              + "; the module embedded-cassandra puts them into its target/lib when packaged.");
    }
    Path java = CassandraJdk.find(settings.javaHome());
    return new EmbeddedCassandra(settings, listener, java, DataFolderLock.take(settings.folder()));
  }

  /**
   * Starts the database, or starts it again after it ended. A start under way is joined.
   *
   * @return where CQL answers; fails with {@link EmbeddedCassandraException} when the process ends
   *     or does not answer within the start limit
   */
  public synchronized CompletionStage<InetSocketAddress> start() {
    if (closed) {
      throw new IllegalStateException("closed");
    }
    CassandraProcess current = process;
    boolean running = current != null && current.isAlive();
    if (started != null && (running || !started.isDone())) {
      return started.copy();
    }
    started = new CompletableFuture<>();
    var start = new Start(started, PORT_ATTEMPTS);
    executor.execute(start::launch);
    return started.copy();
  }

  /** Where CQL answers, once started. */
  public InetSocketAddress contactPoint() {
    if (ports == null) {
      throw new IllegalStateException("not started yet");
    }
    return new InetSocketAddress(LoopbackPorts.LOOPBACK, ports.cql());
  }

  /** The data centre that drivers have to be given. */
  public String localDatacenter() {
    return "datacenter1";
  }

  /** The id of the child process. */
  public long pid() {
    return running().pid();
  }

  /** Stops the process in its tracks (SIGSTOP): its connections stay open and nothing answers. */
  public void pause() {
    running().signal("STOP");
  }

  /** Lets a paused process go on (SIGCONT). */
  public void resume() {
    running().signal("CONT");
  }

  /** Ends the process without notice (SIGKILL). The listener hears of it as of any death. */
  public CompletionStage<Void> kill() {
    CassandraProcess current = running();
    current.kill();
    return current.exit().thenAccept(code -> {});
  }

  /** Ends the process in good order; the data folder stays taken and {@link #start} is possible. */
  public synchronized CompletionStage<Void> stop() {
    if (started != null) {
      started.completeExceptionally(new EmbeddedCassandraException("stopped while starting"));
    }
    return CompletableFuture.supplyAsync(() -> process, executor)
        .thenCompose(
            current ->
                current == null ? CompletableFuture.<Void>completedFuture(null) : current.stop());
  }

  /** Ends the process in good order, waits for that (30 s at most) and frees the data folder. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    try {
      stop().toCompletableFuture().get(CLOSE_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("The embedded database did not end in good order", e);
    } finally {
      release();
    }
  }

  private void release() {
    CassandraProcess current = process;
    if (current != null && current.isAlive()) {
      current.abandon();
    }
    executor.shutdown();
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("Cannot release the data folder {}", settings.folder(), e);
    }
  }

  private CassandraProcess running() {
    CassandraProcess current = process;
    if (current == null) {
      throw new IllegalStateException("not started yet");
    }
    return current;
  }

  /** One call of {@link #start()}; lives on the executor's thread. */
  private final class Start {
    private final CompletableFuture<InetSocketAddress> result;
    private final int attemptsLeft;
    private final long deadline = System.nanoTime() + settings.startLimit().toNanos();
    private CassandraProcess launched;
    private int polls;

    Start(CompletableFuture<InetSocketAddress> result, int attemptsLeft) {
      this.result = result;
      this.attemptsLeft = attemptsLeft;
    }

    void launch() {
      if (result.isDone()) {
        return;
      }
      try {
        launched = launchProcess();
        process = launched;
        launched.exit().whenCompleteAsync((code, error) -> ended(code), executor);
        schedulePoll();
      } catch (IOException e) {
        result.completeExceptionally(
            new EmbeddedCassandraException("cannot start the embedded database: " + e, e));
      }
    }

    private void schedulePoll() {
      executor.schedule(this::poll, POLL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void poll() {
      if (result.isDone() || !launched.isAlive()) {
        return;
      }
      if (CqlProbe.answers(contactPoint())) {
        result.complete(contactPoint());
        return;
      }
      if (System.nanoTime() - deadline > 0) {
        launched.abandon();
        result.completeExceptionally(failure("does not answer after " + settings.startLimit()));
        return;
      }
      if (++polls % POLLS_PER_PROGRESS == 0) {
        listener.progress(launched.lastLogLine());
      }
      schedulePoll();
    }

    private void ended(int code) {
      if (result.isDone()) {
        if (!launched.isEndExpected() && !result.isCompletedExceptionally()) {
          LOG.error("The embedded database ended with exit code {}", code);
          listener.died(code, launched.logTail());
        }
        return;
      }
      if (attemptsLeft > 1 && launched.failedForTakenPort()) {
        new Start(result, attemptsLeft - 1).launch();
        return;
      }
      result.completeExceptionally(failure("ended while starting, with exit code " + code));
    }

    private EmbeddedCassandraException failure(String what) {
      return new EmbeddedCassandraException(
          "The embedded database " + what + ". The end of its log:\n" + launched.logTail());
    }
  }

  private CassandraProcess launchProcess() throws IOException {
    Path folder = settings.folder();
    Path portsFile = folder.resolve("ports.properties");
    LoopbackPorts chosen = LoopbackPorts.choose(portsFile);
    chosen.remember(portsFile);
    ports = chosen;
    Path yaml = folder.resolve("cassandra.yaml");
    Files.writeString(yaml, CassandraYaml.of(folder, chosen));
    Path logFolder = folder.resolve("log");
    return CassandraProcess.launch(CassandraCommand.of(java, settings, yaml, logFolder), logFolder);
  }
}
