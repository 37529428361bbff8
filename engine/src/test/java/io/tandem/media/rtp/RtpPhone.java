package io.tandem.media.rtp;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The media of a phone: two sockets on loopback, and what it would write into a description. */
final class RtpPhone implements AutoCloseable {
  private static final int WAIT_MILLIS = 5_000;
  private static final Pattern CONNECTION = Pattern.compile("c=IN IP[46] (\\S+)");

  private final DatagramSocket rtp;
  private final DatagramSocket rtcp;
  private final int ssrc;
  private int sequence;

  RtpPhone(int ssrc) throws IOException {
    this(ssrc, "127.0.0.1");
  }

  RtpPhone(int ssrc, String host) throws IOException {
    this.ssrc = ssrc;
    InetAddress address = InetAddress.getByName(host);
    rtp = new DatagramSocket(0, address);
    rtcp = new DatagramSocket(0, address);
  }

  /** Its description: one audio stream, PCMA, with these lines behind. */
  String sdp(String... lines) {
    return sdpFrom(rtp.getLocalAddress().getHostAddress(), lines);
  }

  /** The same with another address than it has. */
  String sdpFrom(String host, String... lines) {
    String family = host.contains(":") ? "IP6 " : "IP4 ";
    return String.join(
            "\r\n",
            "v=0",
            "o=phone" + ssrc + " 1 1 IN " + family + host,
            "s=phone " + ssrc,
            "c=IN " + family + host,
            "t=0 0",
            "m=audio " + rtp.getLocalPort() + " RTP/AVP 8",
            "a=rtpmap:8 PCMA/8000",
            "a=rtcp:" + rtcp.getLocalPort(),
            String.join("\r\n", lines))
        .stripTrailing();
  }

  /** Sends the next RTP packet to where {@code description} says; returns it. */
  byte[] talk(String description) throws IOException {
    byte[] packet = rtpPacket(ssrc, ++sequence);
    send(rtp, packet, target(description, 0));
    return packet;
  }

  /** Sends RTP with a number and SSRC of one's choice. */
  byte[] talkAs(int otherSsrc, int number, String description) throws IOException {
    byte[] packet = rtpPacket(otherSsrc, number);
    send(rtp, packet, target(description, 0));
    return packet;
  }

  /** Sends RTCP to where {@code description} says. */
  byte[] report(String description) throws IOException {
    byte[] packet = rtcpPacket();
    send(rtcp, packet, target(description, 1));
    return packet;
  }

  /** Sends RTCP from its RTP port to the relay's RTP port. */
  byte[] reportMuxed(String description) throws IOException {
    byte[] packet = rtcpPacket();
    send(rtp, packet, target(description, 0));
    return packet;
  }

  /** Sends these bytes to the RTP port. */
  void sendRaw(byte[] bytes, String description) throws IOException {
    send(rtp, bytes, target(description, 0));
  }

  /** What came to its RTP port; waits for it. */
  byte[] hear() throws IOException {
    return receive(rtp, WAIT_MILLIS);
  }

  /** What came to its RTCP port; waits for it. */
  byte[] hearReport() throws IOException {
    return receive(rtcp, WAIT_MILLIS);
  }

  /** Whether nothing lies at its ports now. */
  boolean heardNothing() throws IOException {
    return isEmpty(rtp) && isEmpty(rtcp);
  }

  private static boolean isEmpty(DatagramSocket socket) throws IOException {
    try {
      receive(socket, 1);
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    }
  }

  private static byte[] receive(DatagramSocket socket, int waitMillis) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
    socket.setSoTimeout(waitMillis);
    socket.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  private static void send(DatagramSocket socket, byte[] bytes, InetSocketAddress target)
      throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length, target));
  }

  private static InetSocketAddress target(String description, int offset) throws IOException {
    Matcher connection = CONNECTION.matcher(description);
    if (!connection.find()) {
      throw new IOException("no c= line in " + description);
    }
    return new InetSocketAddress(connection.group(1), port(description) + offset);
  }

  /** The port of the first {@code m=} line. */
  static int port(String description) {
    Matcher media = Pattern.compile("m=\\w+ (\\d+)").matcher(description);
    return media.find() ? Integer.parseInt(media.group(1)) : -1;
  }

  private static byte[] rtpPacket(int ssrc, int sequence) {
    return ByteBuffer.allocate(172)
        .put((byte) 0x80)
        .put((byte) 8)
        .putShort((short) sequence)
        .putInt(sequence * 160)
        .putInt(ssrc)
        .array();
  }

  private byte[] rtcpPacket() {
    return ByteBuffer.allocate(28)
        .put((byte) 0x80)
        .put((byte) 200)
        .putShort((short) 6)
        .putInt(ssrc)
        .array();
  }

  @Override
  public void close() {
    rtp.close();
    rtcp.close();
  }
}
