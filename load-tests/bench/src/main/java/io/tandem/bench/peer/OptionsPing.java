package io.tandem.bench.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** Asks whether somebody answers SIP over UDP, with an OPTIONS (RFC 3261 §11). */
final class OptionsPing {
  private static final int PATIENCE_MILLIS = 200;

  private OptionsPing() {}

  /** Waits a moment for any answer. */
  static boolean isAnswered(InetSocketAddress system) {
    try (var socket = new DatagramSocket(0, system.getAddress())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      byte[] request = request(system, socket.getLocalPort());
      socket.send(new DatagramPacket(request, request.length, system));
      socket.receive(new DatagramPacket(new byte[2048], 2048));
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot ask " + system, e);
    }
  }

  private static byte[] request(InetSocketAddress system, int port) {
    String to = system.getAddress().getHostAddress() + ":" + system.getPort();
    String self = system.getAddress().getHostAddress() + ":" + port;
    return """
        OPTIONS sip:%s SIP/2.0
        Via: SIP/2.0/UDP %s;branch=z9hG4bK%d;rport
        Max-Forwards: 70
        From: <sip:ping@%s>;tag=ping
        To: <sip:%s>
        Call-ID: ping-%d
        CSeq: 1 OPTIONS
        Content-Length: 0

        """
        .formatted(to, self, System.nanoTime(), self, to, port)
        .replace("\n", "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
