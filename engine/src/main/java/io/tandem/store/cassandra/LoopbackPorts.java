package io.tandem.store.cassandra;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The two ports of the embedded database. The last ones are remembered, and used again when they
 * are free, so that drivers find a restarted database where it was.
 */
record LoopbackPorts(int cql, int storage) {
  private static final String CQL = "cql";
  private static final String STORAGE = "storage";

  static final InetAddress LOOPBACK = ipv4Loopback();

  /** The remembered ports of {@code file}, each replaced by a free one when it is taken. */
  static LoopbackPorts choose(Path file) throws IOException {
    var remembered = new Properties();
    if (Files.exists(file)) {
      try (Reader in = Files.newBufferedReader(file)) {
        remembered.load(in);
      }
    }
    return reserve(number(remembered, CQL), number(remembered, STORAGE));
  }

  void remember(Path file) throws IOException {
    var ports = new Properties();
    ports.setProperty(CQL, Integer.toString(cql));
    ports.setProperty(STORAGE, Integer.toString(storage));
    try (Writer out = Files.newBufferedWriter(file)) {
      ports.store(out, "ports of the embedded database, used again when free");
    }
  }

  private static InetAddress ipv4Loopback() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an IPv4 address", e);
    }
  }

  /** Holds both at once, so that they differ. */
  private static LoopbackPorts reserve(int cql, int storage) throws IOException {
    try (ServerSocket first = bind(cql);
        ServerSocket second = bind(storage)) {
      return new LoopbackPorts(first.getLocalPort(), second.getLocalPort());
    }
  }

  private static ServerSocket bind(int preferred) throws IOException {
    if (preferred != 0) {
      try {
        return bindExactly(preferred);
      } catch (IOException taken) {
        return bindExactly(0);
      }
    }
    return bindExactly(0);
  }

  private static ServerSocket bindExactly(int port) throws IOException {
    var socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(LOOPBACK, port));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static int number(Properties ports, String key) {
    String text = ports.getProperty(key, "");
    return text.matches("[1-9][0-9]{0,4}") && Integer.parseInt(text) < 65536
        ? Integer.parseInt(text)
        : 0;
  }
}
