package io.tandem.phone.media;

import java.nio.ByteBuffer;

/**
 * An RTP packet (RFC 3550 §5.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 *  |                           timestamp                           |
 *  |                             SSRC                              |
 * </pre>
 *
 * @param sequence 16 bit
 * @param timestamp 32 bit, in samples
 * @param ssrc 32 bit, unsigned
 */
record RtpPacket(
    int payloadType, boolean marker, int sequence, long timestamp, long ssrc, byte[] payload) {
  private static final int HEADER = 12;

  ByteBuffer encode() {
    ByteBuffer out = ByteBuffer.allocate(HEADER + payload.length);
    out.put((byte) 0x80);
    out.put((byte) (payloadType | (marker ? 0x80 : 0)));
    out.putShort((short) sequence);
    out.putInt((int) timestamp);
    out.putInt((int) ssrc);
    return out.put(payload).flip();
  }

  /** Reads a packet, skipping CSRCs, extension and padding; null if it is no RTP. */
  static RtpPacket decode(ByteBuffer in) {
    if (in.remaining() < HEADER || (in.get(in.position()) & 0xC0) != 0x80) {
      return null;
    }
    int first = in.get();
    int second = in.get() & 0xFF;
    int sequence = in.getShort() & 0xFFFF;
    long timestamp = in.getInt() & 0xFFFFFFFFL;
    long ssrc = in.getInt() & 0xFFFFFFFFL;
    int skip = 4 * (first & 0x0F);
    if ((first & 0x10) != 0) {
      if (in.remaining() < skip + 4) {
        return null;
      }
      skip += 4 + 4 * (in.getShort(in.position() + skip + 2) & 0xFFFF);
    }
    int padding = (first & 0x20) != 0 && in.hasRemaining() ? in.get(in.limit() - 1) & 0xFF : 0;
    if (in.remaining() < skip + padding) {
      return null;
    }
    in.position(in.position() + skip);
    byte[] payload = new byte[in.remaining() - padding];
    in.get(payload);
    return new RtpPacket(second & 0x7F, (second & 0x80) != 0, sequence, timestamp, ssrc, payload);
  }
}
