package io.tandem.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

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

  /** Leaves a folder behind after a failure and says so; an empty one goes, it tells nothing. */
  static void leave(Path folder) {
    try (var inside = Files.exists(folder) ? Files.list(folder) : Stream.<Path>empty()) {
      if (inside.findAny().isPresent()) {
        System.err.println("The files of this run are in " + folder);
        return;
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      System.err.println("cannot look into " + folder + ": " + e.getMessage());
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
