package io.tandem.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * What one peer has of the address space: an IPv4 address, or the 64 bits of a network of IPv6,
 * whose addresses are the peer's to choose from. Without port, which a NAT may change at any time.
 *
 * @param bits the IPv4 address as an unsigned number, or the network's first 64 bits
 */
public record SourceNetwork(long bits) {
  /** How many bytes {@link #bits} has. */
  public static final int BYTES = Long.BYTES;

  /**
   * The network around {@code address} in which one peer may change its address by itself: 24 bits
   * of IPv4, as the addresses of a carrier's NAT are neighbours, or 48 of IPv6, which is one site.
   */
  public static SourceNetwork around(InetAddress address) {
    long bits = of(address).bits();
    return new SourceNetwork(bits & (address instanceof Inet6Address ? -1L << 16 : -1L << 8));
  }

  /** The network of {@code address}. */
  public static SourceNetwork of(InetAddress address) {
    var bytes = ByteBuffer.wrap(address.getAddress());
    boolean ipv6 = bytes.remaining() > Integer.BYTES;
    return new SourceNetwork(ipv6 ? bytes.getLong() : Integer.toUnsignedLong(bytes.getInt()));
  }
}
