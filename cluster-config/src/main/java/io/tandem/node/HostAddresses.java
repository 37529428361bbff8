package io.tandem.node;

import io.tandem.settings.SettingsReader;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.Locale;

/** What this host is called and where it can be reached. */
final class HostAddresses {
  private HostAddresses() {}

  /**
   * What stands for {@code auto} in an {@code advertise} setting: the address bound to, or, when
   * that is the wildcard, the host's first address of the same family that is neither loopback nor
   * link-local, and loopback when there is none.
   */
  static InetAddress advertised(InetAddress bound) {
    if (!bound.isAnyLocalAddress()) {
      return bound;
    }
    try {
      return NetworkInterface.networkInterfaces()
          .filter(HostAddresses::isUp)
          .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> address instanceof Inet6Address == bound instanceof Inet6Address)
          .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
          .findFirst()
          .orElseGet(InetAddress::getLoopbackAddress);
    } catch (SocketException e) {
      return InetAddress.getLoopbackAddress();
    }
  }

  /** The address in {@code key}, which must be one of this host's own or the wildcard. */
  static InetSocketAddress own(SettingsReader reader, String key) {
    InetSocketAddress address = reader.address(key);
    if (!isOwn(address.getAddress())) {
      throw reader.wrong(key, expectedOwn());
    }
    return address;
  }

  /** The host's name as a node name: lower case, first label, nothing but a-z, 0-9 and '-'. */
  static String nodeName() {
    String name;
    try {
      name = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      name = "node";
    }
    String label = name.toLowerCase(Locale.ROOT).split("\\.", 2)[0].replaceAll("[^a-z0-9-]", "-");
    String trimmed = label.replaceAll("^-+", "");
    return trimmed.isEmpty() ? "node" : trimmed.substring(0, Math.min(32, trimmed.length()));
  }

  /** For an error: what would be right where an address is not this host's. */
  static String expectedOwn() {
    return "an address of this host; it has " + describeOwn() + ", and 0.0.0.0 is all of them";
  }

  static boolean isOwn(InetAddress address) {
    try {
      return address.isAnyLocalAddress()
          || address.isLoopbackAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return true;
    }
  }

  private static String describeOwn() {
    var text = new StringBuilder();
    try {
      for (Enumeration<NetworkInterface> all = NetworkInterface.getNetworkInterfaces();
          all.hasMoreElements(); ) {
        all.nextElement()
            .inetAddresses()
            .forEach(own -> text.append(text.isEmpty() ? "" : ", ").append(own.getHostAddress()));
      }
    } catch (SocketException e) {
      return "addresses that it does not tell";
    }
    return text.toString();
  }

  private static boolean isUp(NetworkInterface networkInterface) {
    try {
      return networkInterface.isUp() && !networkInterface.isLoopback();
    } catch (SocketException e) {
      return false;
    }
  }
}
