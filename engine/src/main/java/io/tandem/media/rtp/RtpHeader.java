package io.tandem.media.rtp;

import io.netty.buffer.ByteBuf;

/**
 * Reads the fixed header where it lies (RFC 3550 §5.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---+-+-+-------+-+-------------+-------------------------------+
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * +---+-+-+-------+-+-------------+-------------------------------+
 * |                           timestamp                           |
 * +---------------------------------------------------------------+
 * |                             SSRC                              |
 * +---------------------------------------------------------------+
 * </pre>
 */
final class RtpHeader {
  private static final int RTP_LENGTH = 12;
  private static final int RTCP_LENGTH = 8;
  private static final int FIRST_RTCP_TYPE = 192;
  private static final int LAST_RTCP_TYPE = 223;

  private RtpHeader() {}

  static boolean isRtp(ByteBuf packet) {
    return packet.readableBytes() >= RTP_LENGTH && isVersion2(packet) && !isRtcpType(packet);
  }

  static boolean isRtcp(ByteBuf packet) {
    return packet.readableBytes() >= RTCP_LENGTH && isVersion2(packet) && isRtcpType(packet);
  }

  static int payloadType(ByteBuf packet) {
    return packet.getByte(packet.readerIndex() + 1) & 0x7f;
  }

  static int sequence(ByteBuf packet) {
    return packet.getUnsignedShort(packet.readerIndex() + 2);
  }

  static int timestamp(ByteBuf packet) {
    return packet.getInt(packet.readerIndex() + 4);
  }

  static int ssrc(ByteBuf packet) {
    return packet.getInt(packet.readerIndex() + 8);
  }

  private static boolean isVersion2(ByteBuf packet) {
    return (packet.getByte(packet.readerIndex()) & 0xc0) == 0x80;
  }

  /** RFC 5761 §4: where RTCP is told from RTP on one port. */
  private static boolean isRtcpType(ByteBuf packet) {
    int type = packet.getUnsignedByte(packet.readerIndex() + 1);
    return type >= FIRST_RTCP_TYPE && type <= LAST_RTCP_TYPE;
  }
}
