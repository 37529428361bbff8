package io.tandem.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/**
 * A running node, as strangers reach it: datagrams, and connections whose stream is cut anywhere.
 * Whoever has proved nothing must not get more than twice the bytes that they sent.
 */
final class NodeTarget implements AutoCloseable {
  private static final int GAIN = 2;
  private static final int SOCKETS = 64;
  private static final int PATIENCE_MILLIS = 400;
  private static final int BRIEF_MILLIS = 20;

  private final InetSocketAddress udp;
  private final InetSocketAddress tcp;
  private final Credentials credentials;
  private final Slot[] slots = new Slot[SOCKETS];
  private final DatagramChannel proven;
  private final ByteBuffer buffer = ByteBuffer.allocate(Mutator.LONGEST);

  /** A socket and the message that was sent on it last. */
  private static final class Slot {
    private final DatagramChannel channel;
    private byte[] sent = {};

    private Slot(DatagramChannel channel) {
      this.channel = channel;
    }
  }

  NodeTarget(InetSocketAddress udp, InetSocketAddress tcp, Credentials credentials)
      throws IOException {
    this.udp = udp;
    this.tcp = tcp;
    this.credentials = credentials;
    for (int i = 0; i < SOCKETS; i++) {
      slots[i] = new Slot(open());
    }
    proven = open();
  }

  private DatagramChannel open() throws IOException {
    var channel = DatagramChannel.open();
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    channel.connect(udp);
    channel.configureBlocking(false);
    return channel;
  }

  /**
   * Sends {@code message} as a datagram.
   *
   * @return what was wrong with the answers to what was sent on the same socket before, or {@code
   *     null}; {@code suspect} is that message
   */
  String datagram(long number, byte[] message) throws IOException {
    var slot = slots[(int) (number % SOCKETS)];
    byte[] suspect = slot.sent;
    int answered = drain(slot.channel);
    String wrong = answered > GAIN * suspect.length ? gain(suspect) : null;
    send(slot.channel, message);
    slot.sent = message;
    return wrong;
  }

  /** What was sent on the socket for {@code number} before. */
  byte[] before(long number) {
    return slots[(int) (number % SOCKETS)].sent;
  }

  /** Sends {@code message} with valid credentials, if it can carry any. */
  void proven(byte[] message) throws IOException {
    drain(proven);
    byte[] authenticated = credentials.authenticated(message);
    if (authenticated != null && authenticated.length <= Mutator.LONGEST) {
      send(proven, authenticated);
    }
  }

  /** Once more, alone: answers to something else may have been late. */
  private String gain(byte[] message) throws IOException {
    try (var alone = open()) {
      send(alone, message);
      int answered = 0;
      for (long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L; System.nanoTime() < end; ) {
        answered += drain(alone);
        Thread.onSpinWait();
      }
      return answered <= GAIN * message.length
          ? null
          : "%d bytes got an answer of %d".formatted(message.length, answered);
    }
  }

  private void send(DatagramChannel channel, byte[] message) throws IOException {
    try {
      channel.write(ByteBuffer.wrap(message));
    } catch (java.net.PortUnreachableException e) {
      throw new IOException("the node does not listen any more", e);
    }
  }

  private int drain(DatagramChannel channel) throws IOException {
    int total = 0;
    buffer.clear();
    for (int read = channel.read(buffer); read > 0; read = channel.read(buffer)) {
      total += read;
      credentials.learn(new String(buffer.array(), 0, read, StandardCharsets.ISO_8859_1));
      buffer.clear();
    }
    return total;
  }

  /**
   * Sends messages on one connection, in pieces that end anywhere.
   *
   * @return what was wrong with the answers, or {@code null}
   */
  String stream(byte[] messages, Random random) throws IOException {
    try (var socket = new Socket(tcp.getAddress(), tcp.getPort())) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(BRIEF_MILLIS);
      var out = socket.getOutputStream();
      for (int at = 0; at < messages.length; ) {
        int end = Math.min(messages.length, at + 1 + random.nextInt(1 + messages.length / 3));
        out.write(Arrays.copyOfRange(messages, at, end));
        at = end;
      }
      int answered = received(socket).length;
      return answered <= GAIN * messages.length
          ? null
          : "%d bytes on a connection got %d".formatted(messages.length, answered);
    } catch (java.net.SocketException e) {
      return null; // the node has closed it, as it may
    }
  }

  private static byte[] received(Socket socket) throws IOException {
    var received = new ByteArrayOutputStream();
    byte[] some = new byte[8_192];
    try {
      for (int read = socket.getInputStream().read(some); read > 0; ) {
        received.write(some, 0, read);
        read = socket.getInputStream().read(some);
      }
    } catch (SocketTimeoutException e) {
      // that was all
    }
    return received.toByteArray();
  }

  /** Whether the node answers, as it answered before all this. */
  boolean answers() throws IOException {
    String options =
        "OPTIONS sip:%1$s SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:1;rport;branch=z9hG4bK-%2$d\r\n"
            + "Max-Forwards: 70\r\nFrom: <sip:a@%1$s>;tag=1\r\nTo: <sip:%1$s>\r\n"
            + "Call-ID: alive-%2$d\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
    try (var alone = open()) {
      for (int attempt = 0; attempt < 10; attempt++) {
        var text = options.formatted(Corpus.DOMAIN, System.nanoTime());
        send(alone, text.getBytes(StandardCharsets.UTF_8));
        for (long end = System.nanoTime() + 1_000_000_000L; System.nanoTime() < end; ) {
          if (drain(alone) > 0) {
            return true;
          }
          Thread.onSpinWait();
        }
      }
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    for (var slot : slots) {
      slot.channel.close();
    }
    proven.close();
  }
}
