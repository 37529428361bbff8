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
final class ClassArchive {
  /** What a node leaves that ended before it was ready is smaller. */
  private static final long LEAST_OCTETS = 40L << 20;

  private ClassArchive() {}

  /** The JVM's options that read the archive, or write it where it is missing or out of date. */
  static List<String> options(Path home) {
    Path target = home.resolve("cluster-config/target");
    Path archive = target.resolve("node-" + System.getProperty("java.vm.version") + ".jsa");
    boolean good = isComplete(archive) && isNewerThanAllIn(target.resolve("lib"), archive);
    String how = good ? "-XX:SharedArchiveFile=" : "-XX:ArchiveClassesAtExit=";
    return List.of(how + archive, "-Xlog:cds*=off");
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
