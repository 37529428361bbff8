package io.tandem.media;

import io.tandem.net.Destinations;
import io.tandem.net.Network;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How a node anchors media.
 *
 * @param ipv4 the IPv4 address; null when the node speaks IPv6 only
 * @param ipv6 the IPv6 address; null when the node speaks IPv4 only
 * @param firstPort the first port of the range; an odd one is not used
 * @param lastPort the last port of the range
 * @param refused where RTP never goes, unless we listen there ourselves; loopback, link-local and
 *     multicast addresses need not be named
 * @param silence after how long without RTP and RTCP a leg's media has timed out
 */
public record MediaSettings(
    Address ipv4,
    Address ipv6,
    int firstPort,
    int lastPort,
    List<Network> refused,
    Duration silence) {
  /** After how long a silent leg has timed out unless configured otherwise. */
  public static final Duration DEFAULT_SILENCE = Duration.ofSeconds(60);

  private static final int HIGHEST_PORT = 65_535;

  /**
   * Where we listen and what stands in descriptions.
   *
   * @param bind a local address, or the wildcard
   * @param advertise what the {@code c=} line says
   */
  public record Address(InetAddress bind, InetAddress advertise) {
    /**
     * @throws IllegalArgumentException when the two are of different families, or {@code advertise}
     *     is the wildcard
     */
    public Address {
      if (bind.getClass() != advertise.getClass()) {
        throw new IllegalArgumentException(
            "media.bind " + bind + " and media.advertise " + advertise + " differ in family");
      }
      if (advertise.isAnyLocalAddress()) {
        throw new IllegalArgumentException(
            "media.advertise must be an address others can reach, not " + advertise);
      }
    }
  }

  /**
   * @throws IllegalArgumentException naming the setting that is wrong
   */
  public MediaSettings {
    Objects.requireNonNull(silence, "silence");
    refused = List.copyOf(refused);
    check(ipv4 != null || ipv6 != null, "media needs an IPv4 or an IPv6 address");
    check(ipv4 == null || ipv4.bind() instanceof Inet4Address, "not an IPv4 address: " + ipv4);
    check(ipv6 == null || ipv6.bind() instanceof Inet6Address, "not an IPv6 address: " + ipv6);
    check(
        ipv4 == null || ipv6 == null || !ipv6.bind().isAnyLocalAddress(),
        "media over both families needs a specific IPv6 bind address: [::] would take IPv4 too");
    check(
        firstPort > 0 && lastPort <= HIGHEST_PORT && firstPort < lastPort,
        "not a range of ports: " + firstPort + "-" + lastPort);
    check(
        pairs(firstPort, lastPort) >= 2,
        "media ports "
            + firstPort
            + "-"
            + lastPort
            + " hold no call: a call with one stream needs two pairs, that is 4 ports");
    check(!silence.isNegative() && !silence.isZero(), "media timeout must be positive: " + silence);
  }

  /** The usual settings for one address. */
  public static MediaSettings of(
      InetAddress bind, InetAddress advertise, int firstPort, int lastPort) {
    Address address = new Address(bind, advertise);
    boolean four = bind instanceof Inet4Address;
    return new MediaSettings(
        four ? address : null,
        four ? null : address,
        firstPort,
        lastPort,
        List.of(),
        DEFAULT_SILENCE);
  }

  /** Where packets may go. */
  public Destinations destinations() {
    List<InetAddress> homes =
        Stream.of(ipv4, ipv6)
            .filter(Objects::nonNull)
            .map(ours -> ours.bind().isAnyLocalAddress() ? ours.advertise() : ours.bind())
            .toList();
    return new Destinations(homes, refused);
  }

  /** How many pairs (an even port and the one above it) the range holds, for one family. */
  public int pairs() {
    return pairs(firstPort, lastPort);
  }

  private static int pairs(int first, int last) {
    int even = first + (first & 1);
    return (last - even + 1) / 2;
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
