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
      TANDEM_DRAIN, TANDEM_SIP_BIND, TANDEM_SIP_ADVERTISE, TANDEM_MEDIA_BIND, TANDEM_MEDIA_ADVERTISE,
      TANDEM_MEDIA_PORTS, TANDEM_HTTP_BIND, TANDEM_HTTP_TRUSTED_PROXIES, TANDEM_CLUSTER_BIND,
      TANDEM_CLUSTER_ADVERTISE, TANDEM_SEEDS, TANDEM_CASSANDRA, TANDEM_CASSANDRA_DATACENTER,
      TANDEM_CASSANDRA_KEYSPACE, TANDEM_CASSANDRA_USERNAME, TANDEM_CASSANDRA_PASSWORD,
      TANDEM_CASSANDRA_LIB, TANDEM_CASSANDRA_JAVA_HOME, TANDEM_CASSANDRA_HEAP, TANDEM_ADMIN_USERNAME,
      TANDEM_ADMIN_PASSWORD.

      The launcher reads TANDEM_HEAP (512m, 4g; a quarter of the host's memory unless set, at most 2g)
      and TANDEM_JAVA_OPTS. The log's levels are TANDEM_LOG (INFO unless set) and TANDEM_SIP_TRACE (DEBUG
      writes every SIP message).
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
   * The configuration file alone; empty without one.
   *
   * @throws SettingsException when it cannot be read or is not HOCON
   */
  Config loadFile() {
    if (file == null) {
      return ConfigFactory.empty();
    }
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new SettingsException("--config", file.toAbsolutePath(), "a file that can be read");
    }
    try {
      return ConfigFactory.parseFile(file.toFile());
    } catch (ConfigException e) {
      throw notHocon(e);
    }
  }

  /**
   * The whole configuration: system properties and environment over the file over the defaults.
   *
   * @throws SettingsException when the file refers to what does not exist
   */
  Config load(Config fromFile) {
    var environment = ConfigFactory.parseResources("environment.conf");
    try {
      return ConfigFactory.load(environment.withFallback(fromFile));
    } catch (ConfigException e) {
      throw notHocon(e);
    }
  }

  private SettingsException notHocon(ConfigException e) {
    Object where = file == null ? "(none)" : file.toAbsolutePath();
    return new SettingsException("--config", where, "HOCON: " + e.getMessage());
  }
}
