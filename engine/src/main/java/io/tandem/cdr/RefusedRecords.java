package io.tandem.cdr;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records that the database refuses for good: one JSON object a line in {@value #FILE} of the
 * spool's folder, with when and why. Nothing reads them but people; the file grows to its bound and
 * goes when somebody removes it. Belongs to the drain's thread.
 */
final class RefusedRecords {
  static final String FILE = "refused.jsonl";

  private static final Logger LOG = LoggerFactory.getLogger(CdrSpool.class);

  private final Path file;
  private final long mostBytes;
  private final Clock clock;
  private boolean dirty;

  RefusedRecords(Path folder, long mostBytes, Clock clock) {
    this.file = folder.resolve(FILE);
    this.mostBytes = mostBytes;
    this.clock = clock;
  }

  Path file() {
    return file;
  }

  /** The file's size, 0 when there is none. */
  long bytes() {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /** Writes a record down; false when there is no room for it, or the disk does not take it. */
  boolean keep(CallRecord record, String why) {
    ByteBuffer line = ByteBuffer.wrap(CdrJson.refused(record, clock.instant(), why));
    if (bytes() + line.remaining() > mostBytes) {
      return false;
    }
    // Opened anew for each: who removes the file must not leave us writing to one without a name.
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (line.hasRemaining()) {
        channel.write(line);
      }
      dirty = true;
      return true;
    } catch (IOException e) {
      LOG.error("Cannot write to {}: {}", file, e.toString());
      return false;
    }
  }

  /** Makes durable what was kept, before the file is gone where it lay until then. */
  boolean sync() {
    if (!dirty) {
      return true;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
      dirty = false;
      return true;
    } catch (NoSuchFileException e) {
      dirty = false; // somebody has billed from it and removed it: nothing is left to lose
      return true;
    } catch (IOException e) {
      LOG.error("Cannot make {} durable: {}", file, e.toString());
      return false;
    }
  }
}
