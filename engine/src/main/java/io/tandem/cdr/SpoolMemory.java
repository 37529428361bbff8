package io.tandem.cdr;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the spool holds where: counted by the writer's thread as it hands over, discounted by the
 * drain's as it is done. Those on disk and those in memory only are counted apart, so that a
 * backlog on disk leaves room for what the disk cannot take.
 */
final class SpoolMemory {
  private final int mostRecords;
  private final long mostBytes;
  private final AtomicInteger durable = new AtomicInteger();
  private final AtomicInteger memoryOnly = new AtomicInteger();
  private final AtomicLong diskBytes = new AtomicLong();

  SpoolMemory(int mostRecords, long mostBytes) {
    this.mostRecords = mostRecords;
    this.mostBytes = mostBytes;
  }

  boolean hasRoomForDurable(int count) {
    return durable.get() + count <= mostRecords;
  }

  int roomForMemoryOnly() {
    return Math.max(0, mostRecords - memoryOnly.get());
  }

  /** Records that would go with the node. */
  int memoryOnly() {
    return memoryOnly.get();
  }

  boolean hasDiskRoom(long bytes) {
    return diskBytes.get() + bytes <= mostBytes;
  }

  void take(boolean onDisk, int count) {
    (onDisk ? durable : memoryOnly).addAndGet(count);
  }

  void release(boolean onDisk, int count) {
    take(onDisk, -count);
  }

  void takeDisk(long bytes) {
    diskBytes.addAndGet(bytes);
  }

  void releaseDisk(long bytes) {
    diskBytes.addAndGet(-bytes);
  }
}
