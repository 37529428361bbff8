package io.tandem.node;

import io.tandem.settings.HostAndPort;
import io.tandem.settings.SettingsReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where the database is.
 *
 * @param contactPoints empty for the embedded one
 * @param replicationFactor copies in the data centre, for a keyspace that the node has to create
 * @param username absent for no authentication
 * @param embeddedLib the folder with Cassandra's jars; absent for the distribution's own
 * @param embeddedJavaHome the JDK it runs on; absent to search for one
 * @param embeddedHeap the child process's largest heap in bytes
 * @param embeddedJavaOptions more options for its JVM
 */
record DatabaseSettings(
    List<HostAndPort> contactPoints,
    String datacenter,
    String keyspace,
    int replicationFactor,
    Optional<String> username,
    Optional<String> password,
    Duration connectWithin,
    Optional<Path> embeddedLib,
    Optional<Path> embeddedJavaHome,
    int embeddedHeap,
    List<String> embeddedJavaOptions,
    Duration embeddedStartWithin) {

  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  static DatabaseSettings read(SettingsReader reader) {
    var embedded = reader.section("embedded");
    return new DatabaseSettings(
        Lists.hostsAndPorts(reader, "contact-points"),
        reader.text("datacenter"),
        reader.text(
            "keyspace",
            name -> name.matches("[a-z][a-z0-9_]{0,47}"),
            "a keyspace name (a-z, 0-9, '_', at most 48, a letter first)"),
        reader.integer("replication-factor", 1, 9),
        reader.optionalText("username"),
        reader.optionalText("password"),
        reader.duration("connect-within", Duration.ofSeconds(1), LONGEST_WAIT),
        folder(embedded, "lib"),
        folder(embedded, "java-home"),
        embedded.bytes("heap", 256 << 20, Integer.MAX_VALUE),
        embedded.texts("java-options"),
        embedded.duration("start-within", Duration.ofSeconds(5), LONGEST_WAIT));
  }

  private static Optional<Path> folder(SettingsReader reader, String key) {
    return reader.optionalText(key).filter(text -> !text.equals("auto")).map(Path::of);
  }

  boolean isEmbedded() {
    return contactPoints.isEmpty();
  }
}
