package io.tandem.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Predicate;

/**
 * Where this node sends at a phone's word. A session description or a Contact can name any address,
 * and a source can be forged, so that without these bounds a phone could have the node send to what
 * only the node reaches: itself, its link (where clouds keep their metadata), the operator's own
 * networks.
 *
 * <p>What is never a phone (unspecified, multicast, broadcast, reserved) is refused. Loopback,
 * link-local addresses and the refused networks of the settings are allowed only where the media
 * listener itself is: at its bind address; with the wildcard at its advertised one. Immutable.
 */
public final class Destinations {
  private static final int FIRST_RESERVED = 240;
  private static final Network COMPATIBLE = Network.parse("::/96");

  private final List<InetAddress> homes;
  private final List<Network> refused;

  /**
   * @param homes where we listen for media
   * @param refused what is closed, unless a home is in it
   */
  public Destinations(List<InetAddress> homes, List<Network> refused) {
    this.homes = List.copyOf(homes);
    this.refused = List.copyOf(refused);
  }

  /** Whether packets may go to {@code address}. */
  public boolean allow(InetAddress address) {
    InetAddress plain = Network.unmapped(address);
    if (isNobody(plain)) {
      return false;
    }
    if (plain.isLoopbackAddress()) {
      return isHome(plain, InetAddress::isLoopbackAddress);
    }
    if (plain.isLinkLocalAddress()) {
      return isHome(plain, InetAddress::isLinkLocalAddress);
    }
    for (Network network : refused) {
      if (network.contains(plain) && !isHome(plain, network::contains)) {
        return false;
      }
    }
    return true;
  }

  /** {@code address} if packets may go there, else null. */
  public InetSocketAddress allowed(InetSocketAddress address) {
    return address == null || !allow(address.getAddress()) ? null : address;
  }

  private boolean isHome(InetAddress like, Predicate<InetAddress> place) {
    for (InetAddress home : homes) {
      if (home.getClass() == like.getClass() && place.test(home)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNobody(InetAddress address) {
    if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
      return true;
    }
    if (address instanceof Inet4Address) {
      int first = address.getAddress()[0] & 0xff;
      return first == 0 || first >= FIRST_RESERVED;
    }
    return COMPATIBLE.contains(address) && !address.isLoopbackAddress();
  }
}
