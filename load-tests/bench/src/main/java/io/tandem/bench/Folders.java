package io.tandem.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Folders for what a run writes down on its way. */
final class Folders {
  private Folders() {}

  /** A new folder with what stands in it at the end deleted by {@link #delete}. */
  static Path temporary(String name) {
    try {
      return Files.createTempDirectory("tandem-" + name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary folder", e);
    }
  }

  /** Deletes a folder with all that is in it. */
  static void delete(Path folder) {
    try (var all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + folder, e);
    }
  }
}
