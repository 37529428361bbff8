package io.tandem.store.cassandra;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds a JDK that Cassandra 5 runs on. The node itself may run on a newer one; Cassandra does not.
 *
 * <p>First match wins: the configured home; this JVM's own; the environment variable {@value
 * #VARIABLE}; what is installed under {@code /usr/lib/jvm}, 17 before 11.
 */
final class CassandraJdk {
  static final String VARIABLE = "TANDEM_CASSANDRA_JAVA_HOME";

  private static final Set<Integer> SUITABLE = Set.of(11, 17);
  private static final Path INSTALLED = Path.of("/usr/lib/jvm");

  private CassandraJdk() {}

  /**
   * The {@code java} executable to use.
   *
   * @throws EmbeddedCassandraException when there is none, saying how to provide one
   */
  static Path find(Optional<Path> configured) {
    return find(
        configured,
        Path.of(System.getProperty("java.home")),
        Optional.ofNullable(System.getenv(VARIABLE)).filter(v -> !v.isBlank()).map(Path::of),
        INSTALLED);
  }

  static Path find(
      Optional<Path> configured, Path own, Optional<Path> environment, Path installed) {
    if (configured.isPresent()) {
      return demand(configured.get(), "the configured Java home of the embedded database");
    }
    if (isSuitable(own)) {
      return executable(own);
    }
    if (environment.isPresent()) {
      return demand(environment.get(), VARIABLE);
    }
    return installed(installed).stream()
        .filter(CassandraJdk::isSuitable)
        .max(Comparator.comparingInt(CassandraJdk::feature))
        .map(CassandraJdk::executable)
        .orElseThrow(
            () ->
                new EmbeddedCassandraException(
                    "The embedded Cassandra 5 needs Java 11 or 17, and this node runs on Java "
                        + feature(own)
                        + " with neither of them under "
                        + installed
                        + ". Install one, or name its home in "
                        + VARIABLE
                        + ", or give the node the contact points of an external Cassandra."));
  }

  private static Path demand(Path home, String source) {
    if (isSuitable(home)) {
      return executable(home);
    }
    int found = feature(home);
    throw new EmbeddedCassandraException(
        "Cassandra 5 needs Java 11 or 17, but "
            + source
            + " names "
            + home
            + (found == 0 ? ", which is no JDK." : ", which is Java " + found + "."));
  }

  private static List<Path> installed(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> homes = Files.list(folder)) {
      return homes.sorted().toList();
    } catch (IOException e) {
      throw new EmbeddedCassandraException("cannot search " + folder + " for a JDK", e);
    }
  }

  private static boolean isSuitable(Path home) {
    return Files.isExecutable(executable(home)) && SUITABLE.contains(feature(home));
  }

  private static Path executable(Path home) {
    return home.resolve("bin").resolve("java");
  }

  /** The feature release that {@code home/release} names; 0 when it names none. */
  private static int feature(Path home) {
    var release = new Properties();
    try (Reader in = Files.newBufferedReader(home.resolve("release"))) {
      release.load(in);
    } catch (IOException e) {
      return 0;
    }
    String version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
    String feature = version.split("[.+-]", 2)[0];
    return feature.matches("[0-9]{1,4}") ? Integer.parseInt(feature) : 0;
  }
}
