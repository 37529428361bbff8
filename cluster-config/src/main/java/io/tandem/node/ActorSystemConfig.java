package io.tandem.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.tandem.id.NodeId;
import io.tandem.settings.HostAndPort;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.pekko.cluster.Member;

/** Turns the node's settings into Pekko's, so that an operator meets one vocabulary only. */
final class ActorSystemConfig {
  private static final String ROLE = "node-";

  private ActorSystemConfig() {}

  /** What tells a member's name. */
  static String role(NodeId node) {
    return ROLE + node;
  }

  /** The names of {@code members}. */
  static Set<NodeId> names(Iterable<Member> members) {
    var names = new TreeSet<NodeId>();
    for (var member : members) {
      for (var role : member.getRoles()) {
        if (role.startsWith(ROLE)) {
          names.add(new NodeId(role.substring(ROLE.length())));
        }
      }
    }
    return names;
  }

  /** The actor system's configuration: what follows from {@code cluster}, over {@code base}. */
  static Config of(ClusterSettings cluster, NodeId node, Config base) {
    InetSocketAddress bind = cluster.bind();
    String bindHost = bind.getAddress().getHostAddress();
    HostAndPort advertise =
        cluster.advertise() != null
            ? cluster.advertise()
            : new HostAndPort(
                HostAddresses.advertised(bind.getAddress()).getHostAddress(), bind.getPort());
    Map<String, Object> values = new TreeMap<>();
    values.put("pekko.actor.provider", "cluster");
    values.put("pekko.remote.artery.canonical.hostname", advertise.host());
    values.put("pekko.remote.artery.canonical.port", advertise.port());
    values.put("pekko.remote.artery.bind.hostname", bindHost);
    values.put("pekko.remote.artery.bind.port", bind.getPort());
    values.put(
        "pekko.cluster.downing-provider-class",
        "org.apache.pekko.cluster.sbr.SplitBrainResolverProvider");
    values.put("pekko.cluster.split-brain-resolver.active-strategy", "lease-majority");
    values.put(
        "pekko.cluster.split-brain-resolver.lease-majority.lease-implementation",
        TieBreaker.CONFIG_PATH);
    values.put(
        "pekko.cluster.split-brain-resolver.lease-majority.acquire-lease-delay-for-minority",
        "0 s");
    values.put(
        "pekko.cluster.split-brain-resolver.lease-majority.release-after",
        cluster.tieLease().toMillis() + " ms");
    values.put(TieBreaker.CONFIG_PATH + ".lease-class", TieBreaker.class.getName());
    values.put(
        "pekko.cluster.split-brain-resolver.stable-after",
        cluster.stableAfter().toMillis() + " ms");
    // Its way out of a view that does not settle is to end all nodes; calls do better without.
    values.put("pekko.cluster.split-brain-resolver.down-all-when-unstable", "off");
    values.put("pekko.cluster.seed-node-timeout", "2 s");
    // A node that has joined but not begun to replicate yet would hold the coordinator up for 5 s.
    values.put("pekko.cluster.sharding.updating-state-timeout", "2 s");
    values.put(
        "pekko.cluster.failure-detector.acceptable-heartbeat-pause",
        cluster.unreachableAfter().toMillis() + " ms");
    // Nothing blocks, so more threads than cores would only be woken for each other's work.
    for (String dispatcher : List.of("default-dispatcher", "internal-dispatcher")) {
      String pool = "pekko.actor." + dispatcher + ".fork-join-executor.";
      values.put(pool + "parallelism-min", 2);
      values.put(pool + "parallelism-factor", 1.0);
    }
    // The node ends itself, in its own order: calls that end during the drain still need the
    // others.
    values.put("pekko.jvm-shutdown-hooks", "off");
    values.put("pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off");
    values.put("pekko.coordinated-shutdown.exit-jvm", "off");
    values.put("pekko.cluster.roles", List.of(role(node)));
    return ConfigFactory.parseMap(values, "the node's settings").withFallback(base);
  }
}
