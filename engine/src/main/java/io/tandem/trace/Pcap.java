package io.tandem.trace;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;

/**
 * Writes messages as a capture file (libpcap 2.4, LINKTYPE_RAW), each as one IP packet with one UDP
 * datagram, those of connections, too: so every program shows them as messages.
 *
 * <pre>
 * file   | magic 4 | version 2+2 | zone 4 | accuracy 4 | longest 4 | link type 4 |
 * packet | seconds 4 | microseconds 4 | kept 4 | length 4 | IP header | UDP header 8 | message |
 * </pre>
 */
final class Pcap {
  static final int FILE_HEADER = 24;
  static final int PACKET_HEADER = 16;
  private static final int MAGIC = 0xa1b2c3d4;
  private static final int LINKTYPE_RAW = 101;
  private static final int LONGEST_PACKET = 65_535;
  private static final int LONGEST_MESSAGE = 65_000;
  private static final int IPV4 = 20;
  private static final int IPV6 = 40;
  private static final int UDP = 8;
  private static final byte UDP_PROTOCOL = 17;
  private static final byte HOPS = 64;

  private Pcap() {}

  /** What stands at the beginning of a file. */
  static byte[] header() {
    return ByteBuffer.allocate(FILE_HEADER)
        .putInt(MAGIC)
        .putShort((short) 2)
        .putShort((short) 4)
        .putInt(0)
        .putInt(0)
        .putInt(LONGEST_PACKET)
        .putInt(LINKTYPE_RAW)
        .array();
  }

  /** One message. Addresses of different families are written as IPv6. */
  static byte[] packet(Instant at, InetSocketAddress from, InetSocketAddress to, byte[] message) {
    boolean four =
        from.getAddress() instanceof Inet4Address && to.getAddress() instanceof Inet4Address;
    int kept = Math.min(message.length, LONGEST_MESSAGE);
    int datagram = UDP + kept;
    int length = (four ? IPV4 : IPV6) + datagram;
    var packet = ByteBuffer.allocate(PACKET_HEADER + length).order(ByteOrder.BIG_ENDIAN);
    packet.putInt((int) at.getEpochSecond()).putInt(at.getNano() / 1_000);
    packet.putInt(length).putInt(length);
    if (four) {
      putIpv4(packet, from, to, datagram);
    } else {
      packet.putInt(0x60000000).putShort((short) datagram).put(UDP_PROTOCOL).put(HOPS);
      packet.put(sixteen(from)).put(sixteen(to));
    }
    packet.putShort((short) from.getPort()).putShort((short) to.getPort());
    packet.putShort((short) datagram).putShort((short) 0).put(message, 0, kept);
    if (!four) {
      putChecksum(packet.array(), datagram);
    }
    return packet.array();
  }

  /** Over IPv6 a datagram without one is malformed (RFC 8200 §8.1). */
  private static void putChecksum(byte[] packet, int datagram) {
    int start = packet.length - datagram;
    long sum = UDP_PROTOCOL + datagram;
    for (int i = start - 32; i < packet.length; i++) { // from the addresses on
      int octet = Byte.toUnsignedInt(packet[i]);
      sum += (i - start) % 2 == 0 ? octet << 8 : octet;
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    short checksum = (short) (sum == 0xffff ? sum : ~sum); // none is written as 0, which says so
    ByteBuffer.wrap(packet).putShort(start + 6, checksum);
  }

  private static void putIpv4(
      ByteBuffer packet, InetSocketAddress from, InetSocketAddress to, int payload) {
    int start = packet.position();
    packet.putShort((short) 0x4500).putShort((short) (IPV4 + payload)).putInt(0);
    packet.put(HOPS).put(UDP_PROTOCOL).putShort((short) 0);
    packet.put(from.getAddress().getAddress()).put(to.getAddress().getAddress());
    int sum = 0;
    for (int i = start; i < start + IPV4; i += 2) {
      sum += Short.toUnsignedInt(packet.getShort(i));
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    sum = (sum & 0xffff) + (sum >>> 16);
    packet.putShort(start + 10, (short) ~sum);
  }

  private static byte[] sixteen(InetSocketAddress address) {
    byte[] bytes = address.getAddress().getAddress();
    if (bytes.length == 16) {
      return bytes;
    }
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    System.arraycopy(bytes, 0, mapped, 12, bytes.length);
    return mapped;
  }
}
