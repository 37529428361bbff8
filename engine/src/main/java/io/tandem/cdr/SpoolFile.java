package io.tandem.cdr;

import java.nio.file.Path;

/** One file of the spool as the drain sees it; what changes, changes on the drain's thread. */
final class SpoolFile {
  private final Path path;
  private long bytes;
  private int outstanding;
  private boolean closed;
  private boolean unreadable;

  SpoolFile(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  /** What of it is on the disk for sure; known once it is closed. */
  long bytes() {
    return bytes;
  }

  /** Whether nothing will be added. */
  boolean isClosed() {
    return closed;
  }

  /** Whether it holds what is no call record. */
  boolean isUnreadable() {
    return unreadable;
  }

  /** Nothing will be added, and all its records are stored. */
  boolean isDone() {
    return closed && outstanding == 0;
  }

  void close(long size) {
    closed = true;
    bytes = size;
  }

  void handedOver(int count) {
    outstanding += count;
  }

  void stored(int count) {
    outstanding -= count;
  }

  void markUnreadable() {
    unreadable = true;
  }
}
