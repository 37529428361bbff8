package io.tandem.phone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A SIP server of a few lines: a script gives the responses to each request that arrives. */
final class FakeServer implements AutoCloseable {
  private final DatagramSocket socket;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Function<String, List<String>> script;

  /**
   * @param script from a request to whole responses, see {@link #response}
   */
  FakeServer(Function<String, List<String>> script) throws IOException {
    this.script = script;
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "fake-server");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return socket.getLocalPort();
  }

  /** The requests of a method, oldest first. */
  List<String> requests(String method) {
    return requests.stream().filter(r -> r.startsWith(method + " ")).toList();
  }

  /** A response with the request's Via, From, To, Call-ID and CSeq, and more lines and a body. */
  static String response(String request, String status, String toTag, String lines, String body) {
    StringBuilder out = new StringBuilder("SIP/2.0 ").append(status).append("\r\n");
    for (String line : request.split("\r\n")) {
      if (line.matches("(Via|From|Call-ID|CSeq):.*")) {
        out.append(line).append("\r\n");
      } else if (line.startsWith("To:")) {
        out.append(line).append(line.contains("tag=") ? "" : ";tag=" + toTag).append("\r\n");
      }
    }
    out.append(lines).append("Content-Length: ").append(body.length()).append("\r\n\r\n");
    return out.append(body).toString();
  }

  /** The first group of the pattern in the text, or null. */
  static String find(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find() ? matcher.group(1) : null;
  }

  @Override
  public void close() {
    socket.close();
  }

  private void serve() {
    DatagramPacket packet = new DatagramPacket(new byte[65535], 65535);
    try {
      while (!socket.isClosed()) {
        socket.receive(packet);
        String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
        requests.add(text);
        for (String response : script.apply(text)) {
          byte[] bytes = response.getBytes(StandardCharsets.UTF_8);
          socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
        }
      }
    } catch (SocketException e) {
      if (!socket.isClosed()) {
        throw new UncheckedIOException(e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
