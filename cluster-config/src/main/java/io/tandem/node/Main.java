package io.tandem.node;

import ch.qos.logback.classic.LoggerContext;
import com.typesafe.config.Config;
import io.tandem.settings.SettingsException;
import io.tandem.settings.SettingsReader;
import io.tandem.store.cassandra.EmbeddedCassandraException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code ./tandem run}. */
public final class Main {
  /** The exit status of a node that the cluster goes on without. */
  static final int LOST_CLUSTER = 3;

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private Main() {}

  /**
   * Starts a node; it ends with SIGTERM. Exits with 1, and a sentence, when it cannot start; with 3
   * when it has lost its cluster and should be started again.
   */
  public static void main(String[] arguments) {
    try {
      CommandLine commandLine = CommandLine.parse(List.of(arguments));
      if (commandLine.help()) {
        System.out.print(CommandLine.USAGE);
        return;
      }
      run(commandLine);
    } catch (NodeStartException e) {
      if (!e.isToldToEnd()) { // else the shutdown hook has the word
        refuse(e, e.status());
      }
    } catch (SettingsException | EmbeddedCassandraException e) {
      refuse(e, 1);
    } catch (RuntimeException | Error e) {
      LOG.error("The node cannot start, for a reason that nobody foresaw", e);
      stopLogging();
      System.exit(1);
    }
  }

  private static void refuse(RuntimeException e, int status) {
    stopLogging();
    System.err.println("tandem: " + e.getMessage());
    System.exit(status);
  }

  private static void run(CommandLine commandLine) {
    Config file = commandLine.loadFile();
    Config config = commandLine.load(file);
    var reader = SettingsReader.of(config, "tandem");
    var settings = NodeSettings.read(reader);
    logging().putProperty("node", settings.node().value());
    new UnknownKeys(reader.asked()).warnings(file).forEach(warning -> LOG.warn("{}", warning));
    var closers = new Closers();
    var started = new AtomicReference<Node>();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> stop(started.get(), closers), "shutdown"));
    var node = Node.start(settings, config, closers);
    started.set(node);
    node.clusterLost().thenRun(() -> new Thread(() -> System.exit(LOST_CLUSTER)).start());
  }

  /** A signal may come before the node has started: then what is open by now is closed. */
  private static void stop(Node started, Closers closers) {
    if (started != null) {
      started.stop();
    } else {
      closers.closeAll();
      LOG.info("Ended before it was ready");
    }
    stopLogging();
  }

  private static LoggerContext logging() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }

  /** Waits until the last line is written. */
  private static void stopLogging() {
    logging().stop();
  }
}
