package io.tandem.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.tandem.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code ./tandem run} is told.
 *
 * @param help whether only the usage is wanted
 * @param file the configuration file; {@code null} for the defaults
 */
record CommandLine(boolean help, Path file) {
  static final String USAGE =
      """
      ./tandem run [--config FILE]

      Starts a node and keeps it running until SIGTERM or Ctrl-C.

        --config FILE   HOCON file that overrides the defaults; every key stands with its default and
                        unit in the reference.conf files, described in docs/configuration.md
        --help          this text

      The environment overrides both, for what operators set most: TANDEM_NODE_NAME, TANDEM_DATA,
      TANDEM_SIP_BIND, TANDEM_SIP_ADVERTISE, TANDEM_MEDIA_BIND, TANDEM_MEDIA_ADVERTISE, TANDEM_MEDIA_PORTS,
      TANDEM_HTTP_BIND, TANDEM_CLUSTER_BIND, TANDEM_CLUSTER_ADVERTISE, TANDEM_SEEDS, TANDEM_CASSANDRA,
      TANDEM_ADMIN_USERNAME, TANDEM_ADMIN_PASSWORD.
      """;

  /**
   * @throws SettingsException when an argument is not known
   */
  static CommandLine parse(List<String> arguments) {
    Path file = null;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("--help") || argument.equals("-h")) {
        return new CommandLine(true, null);
      }
      if (!argument.equals("--config") || i + 1 == arguments.size()) {
        throw new SettingsException("argument " + (i + 1), argument, "--config FILE or --help");
      }
      file = Path.of(arguments.get(++i));
    }
    return new CommandLine(false, file);
  }

  /**
   * The whole configuration: environment and system properties over the file over the defaults.
   *
   * @throws SettingsException when the file cannot be read or is not HOCON
   */
  Config load() {
    var environment = ConfigFactory.parseResources("environment.conf");
    if (file == null) {
      return ConfigFactory.load(environment);
    }
    if (!Files.isReadable(file)) {
      throw new SettingsException("--config", file.toAbsolutePath(), "a file that can be read");
    }
    try {
      return ConfigFactory.load(environment.withFallback(ConfigFactory.parseFile(file.toFile())));
    } catch (ConfigException e) {
      throw new SettingsException("--config", file.toAbsolutePath(), "HOCON: " + e.getMessage());
    }
  }
}
