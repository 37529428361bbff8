package io.tandem.sip.transport;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The accepted connections whose other end has proved nothing yet, the oldest first: those that
 * make room when there are too many. Safe for use by any thread.
 */
final class Strangers {
  private final Map<Long, TcpConnection> all = new LinkedHashMap<>();
  private final Map<InetAddress, Map<Long, TcpConnection>> byAddress = new HashMap<>();

  synchronized void add(TcpConnection connection) {
    var flow = connection.flow();
    all.put(flow.connection(), connection);
    byAddress
        .computeIfAbsent(flow.remote().getAddress(), address -> new LinkedHashMap<>())
        .put(flow.connection(), connection);
  }

  /** The connection of {@code flow} is one no longer; whether it was. */
  synchronized boolean remove(Flow flow) {
    if (all.remove(flow.connection()) == null) {
      return false;
    }
    var address = flow.remote().getAddress();
    var ofAddress = byAddress.get(address);
    ofAddress.remove(flow.connection());
    if (ofAddress.isEmpty()) {
      byAddress.remove(address);
    }
    return true;
  }

  /** Takes out the oldest, {@code null} if there is none. */
  synchronized TcpConnection takeOldest() {
    return take(all);
  }

  /** Takes out the oldest from {@code address}, {@code null} if there is none. */
  synchronized TcpConnection takeOldestOf(InetAddress address) {
    var ofAddress = byAddress.get(address);
    return ofAddress == null ? null : take(ofAddress);
  }

  private TcpConnection take(Map<Long, TcpConnection> connections) {
    if (connections.isEmpty()) {
      return null;
    }
    var oldest = connections.values().iterator().next();
    remove(oldest.flow());
    return oldest;
  }

  synchronized int size() {
    return all.size();
  }
}
