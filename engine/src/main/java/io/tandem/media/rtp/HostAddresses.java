package io.tandem.media.rtp;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The addresses of this host. They come and go, but to list them takes system calls for each
 * interface: a list is good for some seconds. Safe for use by any thread.
 */
final class HostAddresses {
  static final Duration GOOD_FOR = Duration.ofSeconds(5);

  private final LongSupplier nanoTime;
  private final Source source;
  private volatile Listed listed;

  /** Lists the addresses of all interfaces. */
  interface Source {
    Set<InetAddress> list() throws SocketException;
  }

  /**
   * @param addresses null when they could not be listed
   */
  private record Listed(Set<InetAddress> addresses, long at) {}

  HostAddresses(LongSupplier nanoTime, Source source) {
    this.nanoTime = nanoTime;
    this.source = source;
  }

  static HostAddresses ofInterfaces(LongSupplier nanoTime) {
    return new HostAddresses(
        nanoTime,
        () ->
            NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .collect(Collectors.toSet()));
  }

  /**
   * Whether {@code address} is of this host, or may be: nobody knows when they cannot be listed.
   */
  boolean mayHave(InetAddress address) {
    if (address.isLoopbackAddress()) {
      return true;
    }
    Listed current = listed;
    if (current == null || nanoTime.getAsLong() - current.at() >= GOOD_FOR.toNanos()) {
      current = list();
      listed = current;
    }
    return current.addresses() == null || current.addresses().contains(address);
  }

  private Listed list() {
    long now = nanoTime.getAsLong();
    try {
      return new Listed(source.list(), now);
    } catch (SocketException e) {
      return new Listed(null, now);
    }
  }
}
