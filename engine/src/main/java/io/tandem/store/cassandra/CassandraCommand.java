package io.tandem.store.cassandra;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of the embedded database: quick to start and small rather than fast, and open to
 * the JDK's internals where Cassandra reaches for them on Java 17.
 */
final class CassandraCommand {
  private static final String MAIN_CLASS = "io.tandem.embedded.CassandraChild";

  private static final List<String> EXPORTS =
      List.of(
          "java.base/jdk.internal.misc",
          "java.base/jdk.internal.ref",
          "java.base/sun.nio.ch",
          "java.management.rmi/com.sun.jmx.remote.internal.rmi",
          "java.rmi/sun.rmi.registry",
          "java.rmi/sun.rmi.server",
          "java.sql/java.sql");

  private static final List<String> OPENS =
      List.of(
          "java.base/java.io",
          "java.base/java.lang",
          "java.base/java.lang.module",
          "java.base/java.lang.reflect",
          "java.base/java.nio",
          "java.base/java.util",
          "java.base/jdk.internal.loader",
          "java.base/jdk.internal.math",
          "java.base/jdk.internal.module",
          "java.base/jdk.internal.ref",
          "java.base/jdk.internal.reflect",
          "java.base/jdk.internal.util.jar",
          "java.base/sun.nio.ch",
          "jdk.management/com.sun.management.internal");

  /**
   * A terminal sends Ctrl-C to the database, too, which the node still needs while it ends. A JVM
   * leaves a signal ignored that it finds ignored.
   */
  private static final List<String> DEAF_TO_CTRL_C =
      List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "cassandra");

  /**
   * It measures what a row costs in memory by making some, 100,000 by itself, which is half of the
   * time of its start.
   */
  private static final String MEASURE_FEW_ROWS =
      "-Dcassandra.memtable_row_overhead_computation_step=1000";

  private CassandraCommand() {}

  static List<String> of(Path java, EmbeddedCassandraSettings settings, Path yaml, Path logFolder) {
    Path folder = settings.folder();
    var command = new ArrayList<String>(DEAF_TO_CTRL_C);
    command.add(java.toString());
    EXPORTS.forEach(name -> command.add("--add-exports=" + name + "=ALL-UNNAMED"));
    OPENS.forEach(name -> command.add("--add-opens=" + name + "=ALL-UNNAMED"));
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-Xmx" + settings.heapMegabytes() + "m",
            "-Djdk.attach.allowAttachSelf=true",
            "-Dio.netty.tryReflectionSetAccessible=true",
            "-Dcassandra.ring_delay_ms=1",
            "-Dcassandra.skip_wait_for_gossip_to_settle=0",
            "-Dcassandra.shutdown_announce_in_ms=0",
            MEASURE_FEW_ROWS,
            "-Dcassandra-foreground=yes",
            "-Dcassandra.config=" + yaml.toUri(),
            "-Dcassandra.storagedir=" + folder,
            "-Dcassandra.logdir=" + logFolder,
            "-Dtandem.cassandra.lock=" + folder.resolve("process.lock")));
    command.addAll(settings.javaOptions());
    command.addAll(List.of("-cp", settings.lib().resolve("*").toString(), MAIN_CLASS));
    return command;
  }
}
