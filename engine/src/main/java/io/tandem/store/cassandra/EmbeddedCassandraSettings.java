package io.tandem.store.cassandra;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the embedded database needs to know.
 *
 * @param folder where its data, log and generated configuration live; created when absent
 * @param lib the folder of jars that are its whole class path
 * @param javaHome the JDK (11 or 17) to run it with; empty to search, see {@link CassandraJdk}
 * @param heapMegabytes its heap, at least 256
 * @param javaOptions more options for its JVM, which win over ours
 * @param startLimit how long a start may take until it counts as failed
 */
public record EmbeddedCassandraSettings(
    Path folder,
    Path lib,
    Optional<Path> javaHome,
    int heapMegabytes,
    List<String> javaOptions,
    Duration startLimit) {

  private static final int DEFAULT_HEAP_MEGABYTES = 512;
  private static final Duration DEFAULT_START_LIMIT = Duration.ofMinutes(2);

  /**
   * @throws IllegalArgumentException when the heap or the start limit is too small
   */
  public EmbeddedCassandraSettings {
    folder = folder.toAbsolutePath().normalize();
    lib = lib.toAbsolutePath().normalize();
    Objects.requireNonNull(javaHome, "javaHome");
    javaOptions = List.copyOf(javaOptions);
    if (heapMegabytes < 256) {
      throw new IllegalArgumentException("heap of at least 256 MB expected, not " + heapMegabytes);
    }
    if (startLimit.isNegative() || startLimit.isZero()) {
      throw new IllegalArgumentException("start limit must be positive, not " + startLimit);
    }
  }

  /** The defaults: 512 MB of heap, two minutes to start, any suitable JDK. */
  public static EmbeddedCassandraSettings of(Path folder, Path lib) {
    return new EmbeddedCassandraSettings(
        folder, lib, Optional.empty(), DEFAULT_HEAP_MEGABYTES, List.of(), DEFAULT_START_LIMIT);
  }

  /** The same with these options for its JVM. */
  public EmbeddedCassandraSettings withJavaOptions(String... options) {
    return new EmbeddedCassandraSettings(
        folder, lib, javaHome, heapMegabytes, List.of(options), startLimit);
  }
}
