package io.tandem.media.rtp;

import io.tandem.net.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where a leg's signalling comes from, which is known before its first packet. Told by the call's
 * thread, asked by the loop.
 */
final class SignallingAddress {
  /** RFC 1918, RFC 6598, RFC 4193, and what leads nowhere beyond a host or a link. */
  private static final List<Network> INTERNAL =
      List.of(
          Network.parse("10.0.0.0/8"),
          Network.parse("172.16.0.0/12"),
          Network.parse("192.168.0.0/16"),
          Network.parse("100.64.0.0/10"),
          Network.parse("169.254.0.0/16"),
          Network.parse("127.0.0.0/8"),
          Network.parse("fc00::/7"),
          Network.parse("fe80::/10"),
          Network.parse("::1/128"));

  private volatile InetAddress address;

  /** From now on it comes from there. */
  void learn(InetAddress newAddress) {
    address = Network.unmapped(newAddress);
  }

  /** The address; null while it is unknown. */
  InetAddress get() {
    return address;
  }

  /** Whether {@code source} is of the host that signals. */
  boolean isHostOf(InetSocketAddress source) {
    InetAddress known = address;
    return known != null && known.equals(source.getAddress());
  }

  /**
   * Whether a packet to {@code described} may find the leg. It cannot when the leg names an
   * internal address and signals from a public one: it is behind NAT, and what is sent to such an
   * address reaches somebody else, if anybody.
   */
  boolean reaches(InetSocketAddress described) {
    InetAddress known = address;
    return known == null || isInternal(known) || !isInternal(described.getAddress());
  }

  private static boolean isInternal(InetAddress host) {
    for (Network network : INTERNAL) {
      if (network.contains(host)) {
        return true;
      }
    }
    return false;
  }
}
