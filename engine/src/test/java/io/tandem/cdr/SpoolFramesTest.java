package io.tandem.cdr;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolFramesTest {
  private final List<CallRecord> records = CallRecords.answered(CallRecords.tenant(), 3);
  private final byte[] frames = bytes(SpoolFrames.encode(records));

  @Test
  void roundTrips() {
    assertThat(SpoolFrames.decode(ByteBuffer.wrap(frames)))
        .isEqualTo(new SpoolFrames.Content(records, false, 0));
    assertThat(SpoolFrames.decode(ByteBuffer.allocate(0)).torn()).isFalse();
  }

  @Test
  void keepsEveryWholeRecordWhereverTheFileIsTorn() {
    int first = SpoolFrames.encode(records.subList(0, 1)).remaining();
    int second = SpoolFrames.encode(records.subList(0, 2)).remaining();
    for (int length = 1; length < frames.length; length++) {
      SpoolFrames.Content content = SpoolFrames.decode(ByteBuffer.wrap(frames, 0, length));

      int whole = length < first ? 0 : length < second ? 1 : 2;
      assertThat(content.records()).hasSize(whole);
      assertThat(content.torn()).isEqualTo(length != first && length != second);
    }
  }

  @Test
  void readsNothingBeyondWhatWasSynced(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("1.cdr"), frames);
    int first = SpoolFrames.encode(records.subList(0, 1)).remaining();

    assertThat(SpoolFrames.read(file, first).records()).containsExactly(records.get(0));
    assertThat(SpoolFrames.read(file, Long.MAX_VALUE).records()).isEqualTo(records);
  }

  @Test
  void stopsAtAFrameThatDoesNotCheckOut() {
    int first = SpoolFrames.encode(records.subList(0, 1)).remaining();
    frames[first + 20] ^= 1;

    SpoolFrames.Content content = SpoolFrames.decode(ByteBuffer.wrap(frames));

    assertThat(content.records()).containsExactly(records.get(0));
    assertThat(content.torn()).isTrue();
  }

  @Test
  void refusesAnAbsurdLengthWithoutAllocatingIt() {
    ByteBuffer absurd = ByteBuffer.allocate(12).putInt(Integer.MAX_VALUE).putInt(0).putInt(0);

    assertThat(SpoolFrames.decode(absurd.flip()).torn()).isTrue();
  }

  @Test
  void countsWholeFramesThatAreNoRecords() {
    byte[] body = "{\"tenant\":7}".getBytes(StandardCharsets.UTF_8);
    var crc = new CRC32();
    crc.update(body);
    ByteBuffer file = ByteBuffer.allocate(8 + body.length + frames.length);
    file.putInt(body.length).putInt((int) crc.getValue()).put(body).put(frames).flip();

    assertThat(SpoolFrames.decode(file)).isEqualTo(new SpoolFrames.Content(records, false, 1));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    var bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
