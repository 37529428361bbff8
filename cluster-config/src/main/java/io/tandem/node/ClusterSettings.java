package io.tandem.node;

import io.tandem.settings.HostAndPort;
import io.tandem.settings.SettingsReader;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * How the node meets the others.
 *
 * @param bind where it listens
 * @param advertise what the others are told; {@code null} for the address bound to
 * @param seeds nodes to join; empty for a cluster of its own
 * @param unreachableAfter how long out of reach before a node is suspected
 * @param stableAfter how long the view must be stable before the split brain resolver decides
 * @param tieLease how long who won a tie keeps the others from winning it too
 */
record ClusterSettings(
    InetSocketAddress bind,
    HostAndPort advertise,
    List<HostAndPort> seeds,
    Duration unreachableAfter,
    Duration stableAfter,
    Duration tieLease) {

  static ClusterSettings read(SettingsReader reader) {
    HostAndPort advertise =
        reader.text("advertise").equals("auto") ? null : reader.hostAndPort("advertise");
    return new ClusterSettings(
        reader.address("bind"),
        advertise,
        Lists.hostsAndPorts(reader, "seeds"),
        reader.duration("unreachable-after", Duration.ofMillis(500), Duration.ofMinutes(5)),
        reader.duration("stable-after", Duration.ofMillis(500), Duration.ofMinutes(5)),
        reader.duration("tie-lease", Duration.ofSeconds(1), Duration.ofHours(1)));
  }
}
