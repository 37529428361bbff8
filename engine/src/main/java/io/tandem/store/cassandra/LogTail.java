package io.tandem.store.cassandra;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The end of a log file, as far as it was written since this object was made. */
final class LogTail {
  private static final int MAX_BYTES = 64 * 1024;

  private final Path file;
  private final long mark;

  LogTail(Path file) throws IOException {
    this.file = file;
    this.mark = Files.exists(file) ? Files.size(file) : 0;
  }

  /** The last {@code count} lines; fewer when there are fewer, none when it cannot be read. */
  List<String> lines(int count) {
    try {
      List<String> lines = read().lines().toList();
      return lines.subList(Math.max(0, lines.size() - count), lines.size());
    } catch (IOException e) {
      return List.of();
    }
  }

  private String read() throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      long size = channel.size();
      // A file smaller than the mark was rolled over: all of it is new.
      long from = Math.max(size < mark ? 0 : mark, size - MAX_BYTES);
      var bytes = ByteBuffer.allocate((int) (size - from));
      channel.position(from);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        continue;
      }
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }
  }
}
