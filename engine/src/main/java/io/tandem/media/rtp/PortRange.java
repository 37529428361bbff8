package io.tandem.media.rtp;

import io.tandem.media.MediaSettings;
import java.net.InetAddress;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The configured ports of one address and which of them are bound, shared by all loops. Any thread.
 */
final class PortRange {
  private final MediaSettings.Address address;
  private final Queue<Integer> unbound = new ConcurrentLinkedQueue<>();
  private final Set<Integer> bound = ConcurrentHashMap.newKeySet();
  private final AtomicInteger capacity = new AtomicInteger();

  PortRange(MediaSettings.Address address, int firstPort, int lastPort) {
    this.address = address;
    for (int port = firstPort + (firstPort & 1); port < lastPort; port += 2) {
      unbound.add(port);
      capacity.incrementAndGet();
    }
  }

  InetAddress bind() {
    return address.bind();
  }

  InetAddress advertise() {
    return address.advertise();
  }

  /** The next even port to bind, null when there is none left. */
  Integer next() {
    return unbound.poll();
  }

  /** Whether there are ports that are not bound yet. */
  boolean hasMore() {
    return !unbound.isEmpty();
  }

  /** The port could not be tried: another time. */
  void putBack(int port) {
    unbound.add(port);
  }

  /** The port, or the one above, belongs to another program: it is not tried again. */
  void busy() {
    capacity.decrementAndGet();
  }

  /** The pair is this relay's. */
  void bound(int port) {
    bound.add(port);
  }

  /**
   * Whether {@code port} is of a pair that this relay has bound. Others may use what is in the
   * range and not bound yet: a phone on this very host does.
   */
  boolean owns(int port) {
    return bound.contains(port & ~1);
  }

  /** How many pairs there are, bound or not. */
  int capacity() {
    return capacity.get();
  }
}
