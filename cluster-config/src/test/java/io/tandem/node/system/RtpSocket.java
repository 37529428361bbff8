package io.tandem.node.system;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/** A socket on loopback that sends and hears single RTP packets. */
final class RtpSocket implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int SIZE = 172;
  private static final Pattern AUDIO = Pattern.compile("m=audio (\\d+) ");

  private final DatagramSocket socket;

  RtpSocket() throws IOException {
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Sends 20 ms of PCMU to the stream that {@code message} describes. */
  void send(String message, int sequence) throws IOException {
    var audio = AUDIO.matcher(message);
    if (!audio.find()) {
      throw new AssertionError("no stream in " + message);
    }
    byte[] packet =
        ByteBuffer.allocate(SIZE)
            .putShort((short) 0x8000)
            .putShort((short) sequence)
            .putInt(sequence * 160)
            .putInt(port())
            .array();
    int port = Integer.parseInt(audio.group(1));
    socket.send(new DatagramPacket(packet, SIZE, InetAddress.getLoopbackAddress(), port));
  }

  /** The sequence number of the next packet; waits for it. */
  int sequence() throws IOException {
    var packet = new DatagramPacket(new byte[SIZE], SIZE);
    socket.receive(packet);
    return ByteBuffer.wrap(packet.getData()).getShort(2);
  }

  @Override
  public void close() {
    socket.close();
  }
}
