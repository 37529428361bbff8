package io.tandem.phone.media;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Builds the compound RTCP packet of a phone: a sender report and its CNAME (RFC 3550 §6). */
final class Rtcp {
  private static final long NTP_EPOCH_OFFSET = 2_208_988_800L;

  private Rtcp() {}

  /**
   * @param remoteSsrc the stream reported on; null if nothing was received
   */
  static ByteBuffer senderReport(
      long ssrc, Instant now, long timestamp, long packets, Long remoteSsrc, long highest) {
    ByteBuffer out = ByteBuffer.allocate(128);
    int blocks = remoteSsrc == null ? 0 : 1;
    out.put((byte) (0x80 | blocks)).put((byte) 200).putShort((short) (6 + 6 * blocks));
    out.putInt((int) ssrc);
    out.putInt((int) (now.getEpochSecond() + NTP_EPOCH_OFFSET));
    out.putInt((int) (((long) now.getNano() << 32) / 1_000_000_000L));
    out.putInt((int) timestamp).putInt((int) packets).putInt((int) (packets * 160));
    if (remoteSsrc != null) {
      out.putInt(remoteSsrc.intValue()).putInt(0).putInt((int) highest);
      out.putInt(0).putInt(0).putInt(0);
    }
    byte[] name = ("phone-" + Long.toHexString(ssrc)).getBytes(StandardCharsets.US_ASCII);
    int chunk = (4 + 2 + name.length + 1 + 3) / 4;
    out.put((byte) 0x81).put((byte) 202).putShort((short) chunk).putInt((int) ssrc);
    out.put((byte) 1).put((byte) name.length).put(name);
    out.position(out.position() + 4 * chunk - 4 - 2 - name.length);
    return out.flip();
  }
}
