package io.tandem.harness;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The classes of a node as the JVM keeps them between its runs (class data sharing), by which a
 * start takes half the time. The first node that ends in good order after a build writes them; the
 * launcher's {@code run} does the same.
 */
public final class ClassArchive {
  /** What a node leaves that ended before it was ready is smaller. */
  private static final long LEAST_OCTETS = 40L << 20;

  private static final String READ = "-XX:SharedArchiveFile=";
  private static final String WRITE = "-XX:ArchiveClassesAtExit=";

  private ClassArchive() {}

  /** The JVM's options that read the archive, or write it where it is missing or out of date. */
  static List<String> options(Path home) {
    return using(isGood(home) ? READ : WRITE, home);
  }

  /**
   * The JVM's options that read the archive if there is a good one; for a node that will end before
   * it is ready, and so has little to leave.
   */
  public static List<String> reading(Path home) {
    return isGood(home) ? using(READ, home) : List.of();
  }

  private static List<String> using(String option, Path home) {
    return List.of(option + archive(home), "-Xlog:cds*=off");
  }

  private static Path archive(Path home) {
    String name = "node-" + System.getProperty("java.vm.version") + ".jsa";
    return home.resolve("cluster-config/target").resolve(name);
  }

  private static boolean isGood(Path home) {
    Path archive = archive(home);
    return isComplete(archive) && isNewerThanAllIn(archive.resolveSibling("lib"), archive);
  }

  /** The JVM writes the beginning last. */
  private static boolean isComplete(Path archive) {
    if (!Files.isRegularFile(archive)) {
      return false;
    }
    try (var in = new DataInputStream(Files.newInputStream(archive))) {
      return Files.size(archive) >= LEAST_OCTETS && in.readInt() != 0;
    } catch (IOException e) {
      return false; // another node replaces it
    }
  }

  private static boolean isNewerThanAllIn(Path lib, Path archive) {
    try (var jars = Files.list(lib)) {
      var written = Files.getLastModifiedTime(archive);
      return Stream.concat(Stream.of(lib), jars)
          .noneMatch(file -> file.toFile().lastModified() > written.toMillis());
    } catch (IOException e) {
      throw new UncheckedIOException("Tandem is not built: ./tandem build", e);
    }
  }
}
