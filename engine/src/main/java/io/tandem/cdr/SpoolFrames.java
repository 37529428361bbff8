package io.tandem.cdr;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The format of a spool file: frames, one a record, nothing else.
 *
 * <pre>
 *  0                4                8
 *  +----------------+----------------+----------------------+
 *  | length         | CRC-32 of JSON | JSON, length bytes   |
 *  +----------------+----------------+----------------------+
 * </pre>
 *
 * A crash may leave the last frame torn; whatever follows the first frame that does not check out
 * was never acknowledged to be durable.
 */
final class SpoolFrames {
  private static final int HEADER = 8;
  private static final int MAX_LENGTH = 16 * 1024 * 1024;

  private SpoolFrames() {}

  /**
   * What a file holds.
   *
   * @param torn whether bytes follow the last whole frame
   * @param unreadable whole frames that are no call records
   */
  record Content(List<CallRecord> records, boolean torn, int unreadable) {}

  static ByteBuffer encode(List<CallRecord> records) {
    List<byte[]> bodies = records.stream().map(CdrJson::bytes).toList();
    var frames = ByteBuffer.allocate(bodies.stream().mapToInt(b -> HEADER + b.length).sum());
    bodies.forEach(body -> frames.putInt(body.length).putInt(crc(body)).put(body));
    return frames.flip();
  }

  static Content read(Path file) throws IOException {
    return decode(ByteBuffer.wrap(Files.readAllBytes(file)));
  }

  /** What the first {@code bytes} of a file hold; the rest of it counts as not written. */
  static Content read(Path file, long bytes) throws IOException {
    byte[] all = Files.readAllBytes(file);
    return decode(ByteBuffer.wrap(all, 0, (int) Math.min(bytes, all.length)));
  }

  static Content decode(ByteBuffer frames) {
    var records = new ArrayList<CallRecord>();
    int unreadable = 0;
    while (frames.remaining() >= HEADER) {
      int length = frames.getInt();
      int crc = frames.getInt();
      if (length < 0 || length > MAX_LENGTH || length > frames.remaining()) {
        return new Content(records, true, unreadable);
      }
      var body = new byte[length];
      frames.get(body);
      if (crc(body) != crc) {
        return new Content(records, true, unreadable);
      }
      try {
        records.add(CdrJson.read(body));
      } catch (IOException | RuntimeException e) {
        unreadable++;
      }
    }
    return new Content(records, frames.hasRemaining(), unreadable);
  }

  private static int crc(byte[] body) {
    var crc = new CRC32();
    crc.update(body);
    return (int) crc.getValue();
  }
}
