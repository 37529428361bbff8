package io.tandem.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

/**
 * The classes of a node as the JVM keeps them between its runs (class data sharing), by which a
 * start takes half the time. The first node that ends in good order after a build writes them; the
 * launcher's {@code run} does the same.
 */
final class ClassArchive {
  private ClassArchive() {}

  /** The JVM's options that read the archive, or write it where it is missing or out of date. */
  static List<String> options(Path home) {
    Path archive = home.resolve("cluster-config/target/node.jsa");
    String how = isUpToDate(archive) ? "-XX:SharedArchiveFile=" : "-XX:ArchiveClassesAtExit=";
    return List.of(how + archive, "-Xlog:cds*=off");
  }

  private static boolean isUpToDate(Path archive) {
    try (var jars = Files.list(archive.resolveSibling("lib"))) {
      return Files.isRegularFile(archive)
          && jars.noneMatch(jar -> changed(jar).compareTo(changed(archive)) > 0);
    } catch (IOException e) {
      throw new UncheckedIOException("Tandem is not built: ./tandem build", e);
    }
  }

  private static FileTime changed(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
