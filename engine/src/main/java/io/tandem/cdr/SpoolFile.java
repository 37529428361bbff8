package io.tandem.cdr;

import java.nio.file.Path;
import java.time.Instant;

/** One file of the spool as the drain sees it; its fields change on the drain's thread alone. */
final class SpoolFile {
  private final Path path;

  /** What it takes on the disk; known once it is closed. */
  long bytes;

  /** Its records that are not stored yet, as far as they have been handed over. */
  int outstanding;

  /** Nothing will be added. */
  boolean closed;

  /** Holds what no release understands; moved aside instead of deleted. */
  boolean unreadable;

  /** When its oldest call ended; null when unknown. */
  Instant oldest;

  SpoolFile(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  boolean isDone() {
    return closed && outstanding == 0;
  }
}
