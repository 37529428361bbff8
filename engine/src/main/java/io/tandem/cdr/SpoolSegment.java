package io.tandem.cdr;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One file of the spool while it is written; the writer's thread alone uses it. */
final class SpoolSegment {
  private final Path path;
  private final FileChannel channel;
  private final boolean cold;
  private long durableBytes;

  private SpoolSegment(Path path, FileChannel channel, boolean cold) {
    this.path = path;
    this.channel = channel;
    this.cold = cold;
  }

  /**
   * @param cold its records are not kept in memory but read again when their turn comes
   */
  static SpoolSegment create(Path path, boolean cold) throws IOException {
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      syncFolder(path.getParent());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    return new SpoolSegment(path, channel, cold);
  }

  /** A new file's name has to survive as well as its content. */
  static void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  Path path() {
    return path;
  }

  boolean isCold() {
    return cold;
  }

  /** Bytes that are on the disk for sure. */
  long durableBytes() {
    return durableBytes;
  }

  /** Writes and syncs; on failure nothing of {@code frames} counts as written. */
  void append(ByteBuffer frames) throws IOException {
    int size = frames.remaining();
    while (frames.hasRemaining()) {
      channel.write(frames);
    }
    channel.force(false);
    durableBytes += size;
  }

  void close() throws IOException {
    channel.close();
  }
}
