package io.tandem.node;

import ch.qos.logback.classic.LoggerContext;
import io.tandem.settings.SettingsException;
import io.tandem.store.cassandra.EmbeddedCassandraException;
import java.util.List;
import org.slf4j.LoggerFactory;

/** {@code ./tandem run}. */
public final class Main {
  private Main() {}

  /** Starts a node; it ends with SIGTERM. Exits with 1, and a sentence, when it cannot start. */
  public static void main(String[] arguments) {
    try {
      CommandLine commandLine = CommandLine.parse(List.of(arguments));
      if (commandLine.help()) {
        System.out.print(CommandLine.USAGE);
        return;
      }
      var config = commandLine.load();
      var settings = NodeSettings.read(config);
      var logging = (LoggerContext) LoggerFactory.getILoggerFactory();
      logging.putProperty("node", settings.node().value());
      var node = Node.start(settings, config);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    node.stop();
                    logging.stop();
                  },
                  "shutdown"));
    } catch (SettingsException | NodeStartException | EmbeddedCassandraException e) {
      System.err.println("tandem: " + e.getMessage());
      System.exit(1);
    }
  }
}
