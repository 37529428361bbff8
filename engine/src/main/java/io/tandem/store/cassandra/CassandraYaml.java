package io.tandem.store.cassandra;

import java.nio.file.Path;

/**
 * The configuration of the embedded database: one node on loopback.
 *
 * <p>The commit log is written into memory-mapped files as each write is acknowledged, so a killed
 * process loses nothing; the periodic sync bounds what a failing machine can lose to a second.
 */
final class CassandraYaml {
  private CassandraYaml() {}

  static String of(Path folder, LoopbackPorts ports) {
    String address = LoopbackPorts.LOOPBACK.getHostAddress();
    return """
        cluster_name: tandem
        partitioner: org.apache.cassandra.dht.Murmur3Partitioner
        num_tokens: 1
        storage_compatibility_mode: NONE
        endpoint_snitch: SimpleSnitch
        seed_provider:
          - class_name: org.apache.cassandra.locator.SimpleSeedProvider
            parameters:
              - seeds: "%1$s:%2$d"
        listen_address: %1$s
        storage_port: %2$d
        rpc_address: %1$s
        native_transport_port: %3$d
        data_file_directories:
          - %4$s
        commitlog_directory: %5$s
        hints_directory: %6$s
        saved_caches_directory: %7$s
        cdc_raw_directory: %8$s
        commitlog_sync: periodic
        commitlog_sync_period: 1s
        auto_snapshot: false
        batch_size_warn_threshold: 128KiB
        batch_size_fail_threshold: 1MiB
        """
        .formatted(
            address,
            ports.storage(),
            ports.cql(),
            quoted(folder.resolve("data")),
            quoted(folder.resolve("commitlog")),
            quoted(folder.resolve("hints")),
            quoted(folder.resolve("saved_caches")),
            quoted(folder.resolve("cdc_raw")));
  }

  /** A YAML single-quoted scalar (YAML 1.2 §7.3.2). */
  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "''") + "'";
  }
}
