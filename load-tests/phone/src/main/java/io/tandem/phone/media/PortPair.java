package io.tandem.phone.media;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;

/** Finds an even UDP port and its odd successor, both free. */
final class PortPair {
  private static final int ATTEMPTS = 200;

  private PortPair() {}

  static DatagramChannel[] open(InetAddress address) throws IOException {
    IOException last = null;
    for (int i = 0; i < ATTEMPTS; i++) {
      DatagramChannel first = DatagramChannel.open().bind(new InetSocketAddress(address, 0));
      DatagramChannel second = DatagramChannel.open();
      int port = first.socket().getLocalPort();
      try {
        if (port % 2 == 0) {
          second.bind(new InetSocketAddress(address, port + 1));
          return new DatagramChannel[] {first, second};
        }
      } catch (IOException e) {
        last = e;
      }
      first.close();
      second.close();
    }
    throw new IOException("no free pair of UDP ports on " + address, last);
  }
}
