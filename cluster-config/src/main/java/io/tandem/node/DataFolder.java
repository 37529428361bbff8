package io.tandem.node;

import io.tandem.settings.SettingsException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The node's folder, held by a lock that the kernel releases when the process ends, however it
 * ends.
 */
final class DataFolder implements AutoCloseable {
  private static final String KEY = "tandem.node.data";

  private final FileChannel channel;

  private DataFolder(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Creates the folder when it is absent, and takes it.
   *
   * @throws SettingsException when it cannot be written to, or another node has it
   */
  static DataFolder take(Path folder) {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve("node.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        channel.close();
        throw new SettingsException(
            KEY, folder, "a folder of this node's own; another node is using this one");
      }
      return new DataFolder(channel);
    } catch (IOException e) {
      throw new SettingsException(KEY, folder, "a folder that this user may write to (" + e + ")");
    }
  }

  /** Null also when it is this process that holds the lock already. */
  private static FileLock lock(FileChannel channel) throws IOException {
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
