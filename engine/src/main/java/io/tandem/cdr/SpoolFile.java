package io.tandem.cdr;

import io.tandem.id.CallId;
import io.tandem.id.TenantId;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** One file of the spool as the drain sees it; what changes, changes on the drain's thread. */
final class SpoolFile {
  private final Path path;
  private long bytes;
  private int outstanding;
  private boolean closed;
  private boolean unreadable;
  private final Set<TenantId> left = new HashSet<>();
  private final Set<CallId> settled = new HashSet<>();

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

  /** Some of a tenant's records are in no memory any more and will be read from here again. */
  void leave(TenantId tenant) {
    left.add(tenant);
  }

  boolean isLeft(TenantId tenant) {
    return left.contains(tenant);
  }

  /** What was left of the tenant's is read. */
  void takenUp(TenantId tenant) {
    left.remove(tenant);
  }

  /** A record is stored or set aside; when the file is read again, it is not to come back. */
  void settle(CallId call) {
    settled.add(call);
  }

  boolean isSettled(CallId call) {
    return settled.contains(call);
  }

  void markUnreadable() {
    unreadable = true;
  }
}
