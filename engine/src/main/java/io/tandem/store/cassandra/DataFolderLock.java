package io.tandem.store.cassandra;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps two nodes from using one data folder. The kernel releases the lock when the process ends,
 * however it ends.
 */
final class DataFolderLock implements AutoCloseable {
  private final FileChannel channel;

  private DataFolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @throws EmbeddedCassandraException when another node holds the folder or it cannot be written
   */
  static DataFolderLock take(Path folder) {
    Path file = folder.resolve("node.lock");
    try {
      Files.createDirectories(folder);
      return take(folder, file);
    } catch (IOException e) {
      throw new EmbeddedCassandraException("cannot use the data folder " + folder + ": " + e, e);
    }
  }

  private static DataFolderLock take(Path folder, Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (tryLock(channel) == null) {
      channel.close();
      throw new EmbeddedCassandraException(
          "The data folder "
              + folder
              + " is in use by another node. Stop that node, or give this one a folder of its own.");
    }
    return new DataFolderLock(channel);
  }

  /** Null also when it is this JVM that holds the lock already. */
  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
