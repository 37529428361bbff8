package io.tandem.edge;

import io.tandem.id.NodeId;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorRef;

/** The gateways of the other nodes, by node. Safe for use by any thread. */
final class PeerGateways {
  private final ConcurrentHashMap<NodeId, ActorRef<SignallingGateway.Command>> gateways =
      new ConcurrentHashMap<>();

  /** Notes the gateway of {@code node}; whether it takes the place of another one. */
  boolean add(NodeId node, ActorRef<SignallingGateway.Command> gateway) {
    var before = gateways.put(node, gateway);
    return before != null && !before.equals(gateway);
  }

  /** Whether {@code gateway} is noted for {@code node}. */
  boolean has(NodeId node, ActorRef<SignallingGateway.Command> gateway) {
    return gateway.equals(gateways.get(node));
  }

  /** Whether there is a gateway for each of {@code nodes}. */
  boolean hasAll(Collection<NodeId> nodes) {
    return gateways.keySet().containsAll(nodes);
  }

  /** Forgets {@code gateway}; the node whose it was, unless that has another one already. */
  NodeId remove(ActorRef<?> gateway) {
    for (var entry : gateways.entrySet()) {
      if (entry.getValue().equals(gateway)) {
        gateways.remove(entry.getKey(), entry.getValue());
        return entry.getKey();
      }
    }
    return null;
  }

  /** Tells the gateway of {@code node}; {@code false} when there is none. */
  boolean tell(NodeId node, SignallingGateway.Command command) {
    var gateway = gateways.get(node);
    if (gateway == null) {
      return false;
    }
    gateway.tell(command);
    return true;
  }
}
