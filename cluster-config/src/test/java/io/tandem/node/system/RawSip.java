package io.tandem.node.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** SIP by hand, or whatever else a test wants on the wire. */
final class RawSip {
  private static final int PATIENCE_MILLIS = 8_000;
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private RawSip() {}

  /** An OPTIONS that anybody may send, with a Call-ID and a branch that no other has. */
  static String options(String transport, int port) {
    return request("OPTIONS", transport, port);
  }

  /** A request without body and credentials. */
  static String request(String method, String transport, int port) {
    int number = NUMBERS.incrementAndGet();
    return """
        %s sip:1802@stranger.example SIP/2.0\r
        Via: SIP/2.0/%s 127.0.0.1:%d;rport;branch=z9hG4bK-raw%d\r
        Max-Forwards: 70\r
        From: <sip:stranger@stranger.example>;tag=s%d\r
        To: <sip:1802@stranger.example>\r
        Call-ID: raw-%d\r
        CSeq: 1 %s\r
        Content-Length: 0\r
        \r
        """
        .formatted(method, transport, port, number, number, number, method);
  }

  /** The value of a header. */
  static String header(String message, String name) {
    return message
        .lines()
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + message));
  }

  /** A UDP socket of a stranger. */
  static final class Udp implements AutoCloseable {
    private final InetSocketAddress server;
    private final DatagramSocket socket;

    Udp(InetSocketAddress server) throws IOException {
      this(server, InetAddress.getLoopbackAddress());
    }

    /** One that sends from {@code address}, which must be of this host. */
    Udp(InetSocketAddress server, InetAddress address) throws IOException {
      this.server = server;
      this.socket = new DatagramSocket(0, address);
      socket.setSoTimeout(PATIENCE_MILLIS);
    }

    int port() {
      return socket.getLocalPort();
    }

    InetSocketAddress address() {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** Sends to somebody else than the node. */
    void sendTo(InetSocketAddress target, String text) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      socket.send(new DatagramPacket(bytes, bytes.length, target));
    }

    void send(String text) throws IOException {
      send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
      socket.send(new DatagramPacket(bytes, bytes.length, server));
    }

    /** The next message, whatever it answers. */
    String receive() throws IOException {
      var packet = new DatagramPacket(new byte[65_535], 65_535);
      socket.receive(packet);
      return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
    }

    /** The answer to {@code request}, past those to other requests. */
    String ask(String request) throws IOException {
      send(request);
      String answer = receive();
      while (!header(answer, "Call-ID").equals(header(request, "Call-ID"))) {
        answer = receive();
      }
      return answer;
    }

    /** The final answer to {@code request}. */
    String askFinally(String request) throws IOException {
      send(request);
      String answer = receive();
      while (answer.startsWith("SIP/2.0 1")
          || !header(answer, "CSeq").equals(header(request, "CSeq"))) {
        answer = receive();
      }
      return answer;
    }

    /** Whether something arrives now. */
    boolean hears(int millis) throws IOException {
      socket.setSoTimeout(millis);
      try {
        receive();
        return true;
      } catch (SocketTimeoutException e) {
        return false;
      }
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  /** Sends {@code text} on a TCP connection of its own; all that comes until the node closes it. */
  static String untilClosed(InetSocketAddress server, String text) throws IOException {
    try (var socket = new Socket(server.getAddress(), server.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      var received = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(received);
      return received.toString(StandardCharsets.ISO_8859_1);
    }
  }

  /** The first line of what {@code request} gets on a TCP connection of its own. */
  static String askOverTcp(InetSocketAddress server, String request) throws IOException {
    try (var socket = new Socket(server.getAddress(), server.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      var line = new StringBuilder();
      for (int c = socket.getInputStream().read(); c >= ' '; c = socket.getInputStream().read()) {
        line.append((char) c);
      }
      return line.toString();
    }
  }
}
