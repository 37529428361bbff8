package io.tandem.net;

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

  /** The network of {@code address}. */
  public static SourceNetwork of(InetAddress address) {
    var bytes = ByteBuffer.wrap(address.getAddress());
    boolean ipv6 = bytes.remaining() > Integer.BYTES;
    return new SourceNetwork(ipv6 ? bytes.getLong() : Integer.toUnsignedLong(bytes.getInt()));
  }
}
