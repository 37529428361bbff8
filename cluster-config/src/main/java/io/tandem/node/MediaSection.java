package io.tandem.node;

import io.tandem.media.MediaSettings;
import io.tandem.net.Network;
import io.tandem.settings.SettingsReader;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the section {@code tandem.media}. */
final class MediaSection {
  /** A node with room for fewer calls than this is a mistake. */
  private static final int FEWEST_CALLS = 10;

  private static final Pattern RANGE = Pattern.compile("(\\d{1,5})-(\\d{1,5})");

  private MediaSection() {}

  static MediaSettings read(SettingsReader reader) {
    var first = address(reader, "bind", "advertise");
    MediaSettings.Address second =
        reader.optionalText("bind-other-family").isEmpty()
            ? null
            : address(reader, "bind-other-family", "advertise-other-family");
    boolean firstIsIpv4 = first.bind() instanceof Inet4Address;
    if (second != null && second.bind() instanceof Inet4Address == firstIsIpv4) {
      throw reader.wrong("bind-other-family", "an address of the other family than bind's");
    }
    if (second != null && second.bind().isAnyLocalAddress()) {
      throw reader.wrong("bind-other-family", "one address: the wildcard would take bind's ports");
    }
    int[] ports = ports(reader);
    return new MediaSettings(
        firstIsIpv4 ? first : second,
        firstIsIpv4 ? second : first,
        ports[0],
        ports[1],
        networks(reader),
        reader.duration("silence", Duration.ofSeconds(1), Duration.ofDays(1)));
  }

  private static MediaSettings.Address address(
      SettingsReader reader, String bindKey, String advertiseKey) {
    InetAddress bind = literal(reader, bindKey);
    if (!HostAddresses.isOwn(bind)) {
      throw reader.wrong(bindKey, HostAddresses.expectedOwn());
    }
    InetAddress advertise =
        reader.text(advertiseKey).equals("auto")
            ? HostAddresses.advertised(bind)
            : literal(reader, advertiseKey);
    if (advertise.getClass() != bind.getClass() || advertise.isAnyLocalAddress()) {
      throw reader.wrong(
          advertiseKey, "an address of the same family as " + bindKey + ", not a wildcard");
    }
    return new MediaSettings.Address(bind, advertise);
  }

  private static List<Network> networks(SettingsReader reader) {
    try {
      return reader.texts("refuse-networks").stream().map(Network::parse).toList();
    } catch (IllegalArgumentException e) {
      throw reader.wrong(
          "refuse-networks", "networks, for instance [\"10.0.0.0/8\", \"fd00::/8\"]");
    }
  }

  private static InetAddress literal(SettingsReader reader, String key) {
    try {
      return InetAddress.getByName(reader.text(key));
    } catch (UnknownHostException e) {
      throw reader.wrong(key, "an IP address, or a name that this host can resolve");
    }
  }

  private static int[] ports(SettingsReader reader) {
    Matcher range = RANGE.matcher(reader.text("ports"));
    String expected =
        "first-last from 1024 to 65535 with at least %d ports, room for %d calls"
            .formatted(4 * FEWEST_CALLS, FEWEST_CALLS);
    if (!range.matches()) {
      throw reader.wrong("ports", expected);
    }
    int first = Integer.parseInt(range.group(1));
    int last = Integer.parseInt(range.group(2));
    boolean fits = first >= 1024 && last <= 65_535 && last - first + 1 >= 4 * FEWEST_CALLS;
    if (!fits) {
      throw reader.wrong("ports", expected);
    }
    return new int[] {first, last};
  }
}
