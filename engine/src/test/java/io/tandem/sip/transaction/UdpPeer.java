package io.tandem.sip.transaction;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A plain UDP socket on loopback. */
final class UdpPeer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 5_000;

  private final DatagramSocket socket;
  private final byte[] buffer = new byte[65_535];

  UdpPeer() throws IOException {
    this(InetAddress.getByName("127.0.0.1"));
  }

  UdpPeer(InetAddress address) throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(address, 0));
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  String sentBy() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  void send(String message, InetSocketAddress target) throws IOException {
    send(message.getBytes(StandardCharsets.UTF_8), target);
  }

  void send(byte[] message, InetSocketAddress target) throws IOException {
    socket.send(new DatagramPacket(message, message.length, target));
  }

  /** The next datagram, within five seconds. */
  String receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    socket.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    socket.close();
  }
}
