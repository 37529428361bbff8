package io.tandem.cdr;

import io.tandem.id.CallId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * The format of a file of open calls: frames, nothing else.
 *
 * <pre>
 *  0        1                5                9
 *  +--------+----------------+----------------+----------------------+
 *  | kind   | length of body | CRC-32 of body | body                 |
 *  +--------+----------------+----------------+----------------------+
 *   'O'  a call was answered: its record as it would be if the node were lost, JSON
 *   'E'  it has ended and its record is on the disk: its id
 *   'M'  the node lived: milliseconds since 1970, 8 bytes
 * </pre>
 *
 * A frame that is cut short or does not check out ends the file: a crash leaves at most one.
 */
final class OpenFrames {
  private static final int HEADER = 9;
  private static final int MAX_LENGTH = 16 * 1024 * 1024;
  private static final byte OPENED = 'O';
  private static final byte ENDED = 'E';
  private static final byte MARK = 'M';

  private OpenFrames() {}

  /**
   * What a file holds.
   *
   * @param opened the calls that were answered, those that ended among them
   * @param ended the ids of calls that ended; of any file of the same run
   * @param mark the last mark; {@link Instant#MIN} when there is none
   * @param torn whether bytes follow the last whole frame
   * @param unreadable whole frames that say nothing to this release
   */
  record Content(
      Map<CallId, CallRecord> opened,
      Set<CallId> ended,
      Instant mark,
      boolean torn,
      int unreadable) {}

  static ByteBuffer opened(CallRecord record) {
    return frame(OPENED, CdrJson.bytes(record));
  }

  static ByteBuffer ended(CallId call) {
    return frame(ENDED, call.value().getBytes(StandardCharsets.US_ASCII));
  }

  static ByteBuffer mark(Instant at) {
    return frame(MARK, ByteBuffer.allocate(Long.BYTES).putLong(at.toEpochMilli()).array());
  }

  /** The record in the frame of an answered call. */
  static String json(ByteBuffer opened) {
    return new String(opened.array(), HEADER, opened.limit() - HEADER, StandardCharsets.UTF_8);
  }

  static Content read(Path file) throws IOException {
    return decode(ByteBuffer.wrap(Files.readAllBytes(file)));
  }

  static Content decode(ByteBuffer frames) {
    var opened = new LinkedHashMap<CallId, CallRecord>();
    var ended = new HashSet<CallId>();
    Instant mark = Instant.MIN;
    int unreadable = 0;
    while (frames.remaining() >= HEADER) {
      byte kind = frames.get();
      int length = frames.getInt();
      int crc = frames.getInt();
      if (length < 0 || length > MAX_LENGTH || length > frames.remaining()) {
        return new Content(opened, ended, mark, true, unreadable);
      }
      var body = new byte[length];
      frames.get(body);
      if (crc(body) != crc) {
        return new Content(opened, ended, mark, true, unreadable);
      }
      try {
        switch (kind) {
          case OPENED -> {
            CallRecord record = CdrJson.read(body);
            opened.put(record.callId(), record);
          }
          case ENDED -> ended.add(new CallId(new String(body, StandardCharsets.US_ASCII)));
          case MARK -> mark = Instant.ofEpochMilli(ByteBuffer.wrap(body).getLong());
          default -> unreadable++;
        }
      } catch (IOException | RuntimeException e) {
        unreadable++;
      }
    }
    return new Content(opened, ended, mark, frames.hasRemaining(), unreadable);
  }

  private static ByteBuffer frame(byte kind, byte[] body) {
    return ByteBuffer.allocate(HEADER + body.length)
        .put(kind)
        .putInt(body.length)
        .putInt(crc(body))
        .put(body)
        .flip();
  }

  private static int crc(byte[] body) {
    var crc = new CRC32();
    crc.update(body);
    return (int) crc.getValue();
  }
}
