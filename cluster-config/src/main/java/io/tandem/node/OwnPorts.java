package io.tandem.node;

import io.tandem.settings.HostAndPort;
import io.tandem.settings.SettingsException;
import io.tandem.sip.transport.ListenerSettings;
import io.tandem.sip.transport.Transport;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries the addresses that a node is about to listen on, before anything that takes time. All are
 * held at once, so that two of them that collide are found too.
 */
final class OwnPorts {
  private static final Logger LOG = LoggerFactory.getLogger(OwnPorts.class);

  private OwnPorts() {}

  private record Wanted(String key, Transport transport, InetSocketAddress address) {}

  /**
   * @throws SettingsException naming the first address that is not this host's or is taken
   */
  static void demandFree(NodeSettings settings) {
    var held = new ArrayList<Closeable>();
    try {
      for (Wanted wanted : wanted(settings)) {
        held.add(hold(wanted));
      }
    } finally {
      held.forEach(OwnPorts::release);
    }
  }

  private static List<Wanted> wanted(NodeSettings settings) {
    var all = new ArrayList<Wanted>();
    for (ListenerSettings listener : settings.sip().stack().transport().listeners()) {
      all.add(new Wanted("tandem.sip.bind", listener.transport(), listener.bind()));
    }
    all.add(new Wanted("tandem.http.bind", Transport.TCP, settings.api().bind()));
    all.add(new Wanted("tandem.cluster.bind", Transport.TCP, settings.cluster().bind()));
    return all;
  }

  private static Closeable hold(Wanted wanted) {
    InetSocketAddress address = wanted.address();
    if (!HostAddresses.isOwn(address.getAddress())) {
      throw new SettingsException(wanted.key(), text(address), HostAddresses.expectedOwn());
    }
    try {
      return wanted.transport() == Transport.UDP ? new DatagramSocket(address) : listen(address);
    } catch (IOException e) {
      throw new SettingsException(
          wanted.key(),
          text(address),
          "a port that is free for %s, and this program allowed to use it (%s)"
              .formatted(wanted.transport(), e.getMessage()));
    }
  }

  private static ServerSocket listen(InetSocketAddress address) throws IOException {
    var socket = new ServerSocket();
    try {
      socket.bind(address);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static String text(InetSocketAddress address) {
    return new HostAndPort(address.getAddress().getHostAddress(), address.getPort()).toString();
  }

  private static void release(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.warn("A port that was tried is not free again", new UncheckedIOException(e));
    }
  }
}
