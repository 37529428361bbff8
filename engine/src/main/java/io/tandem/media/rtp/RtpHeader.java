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

  /**
   * The first eight octets, all that most questions need; 0, which is neither, when it is shorter.
   */
  static long read(ByteBuf packet) {
    return packet.readableBytes() < RTCP_LENGTH ? 0 : packet.getLong(packet.readerIndex());
  }

  static boolean isRtp(long header, ByteBuf packet) {
    return isVersion2(header) && !isRtcpType(header) && packet.readableBytes() >= RTP_LENGTH;
  }

  static boolean isRtcp(long header) {
    return isVersion2(header) && isRtcpType(header);
  }

  static int payloadType(long header) {
    return (int) (header >>> 48) & 0x7f;
  }

  static int sequence(long header) {
    return (int) (header >>> 32) & 0xffff;
  }

  static int timestamp(long header) {
    return (int) header;
  }

  static int ssrc(ByteBuf packet) {
    return packet.getInt(packet.readerIndex() + 8);
  }

  private static boolean isVersion2(long header) {
    return header >>> 62 == 2;
  }

  /** RFC 5761 §4: where RTCP is told from RTP on one port. */
  private static boolean isRtcpType(long header) {
    int type = (int) (header >>> 48) & 0xff;
    return type >= FIRST_RTCP_TYPE && type <= LAST_RTCP_TYPE;
  }
}
