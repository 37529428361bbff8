package io.tandem.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.apache.cassandra.service.CassandraDaemon;

/**
 * The main class of the embedded database's process: Cassandra's own daemon, tied to the life of
 * the node that started it.
 *
 * <p>The node holds the other end of this process's standard input. However the node ends, killed
 * included, the kernel closes that end, and the database shuts down in good order; it is halted if
 * that takes longer than {@value #SHUTDOWN_SECONDS} s. A lock on the data folder keeps a successor
 * from opening the files while this process still writes them.
 */
public final class CassandraChild {
  /** System property: the file that is locked while this process uses the data folder. */
  private static final String LOCK_FILE = "tandem.cassandra.lock";

  private static final int SHUTDOWN_SECONDS = 10;
  private static final int LOCK_SECONDS = 30;

  /** Kept reachable: the kernel releases it, with the process. */
  private static FileLock dataFolder;

  private CassandraChild() {}

  /**
   * Runs the database until the parent process ends or this process is terminated.
   *
   * @param args handed to Cassandra's daemon
   * @throws IOException when the data folder cannot be locked
   * @throws InterruptedException when interrupted while waiting for a predecessor's end
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    daemon("parent-watch", () -> exitAtEndOf(System.in));
    dataFolder = lock(Path.of(System.getProperty(LOCK_FILE)));
    CassandraDaemon.main(args);
  }

  private static FileLock lock(Path file) throws IOException, InterruptedException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    for (int attempt = 0; attempt < LOCK_SECONDS * 10; attempt++) {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    channel.close();
    throw new IOException(
        "another Cassandra still uses this data folder after " + LOCK_SECONDS + " s: " + file);
  }

  private static void exitAtEndOf(InputStream parent) {
    try {
      int read;
      do {
        read = parent.read();
      } while (read >= 0);
    } catch (IOException e) {
      System.err.println("The node is gone: " + e);
    }
    daemon("forced-halt", CassandraChild::haltAfterShutdownTime);
    Runtime.getRuntime().exit(0);
  }

  private static void haltAfterShutdownTime() {
    try {
      TimeUnit.SECONDS.sleep(SHUTDOWN_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(1);
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
