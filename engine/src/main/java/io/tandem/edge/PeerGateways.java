package io.tandem.edge;

import io.tandem.id.NodeId;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorRef;

/** The gateways of the other nodes, by node. Safe for use by any thread. */
final class PeerGateways {
  private final ConcurrentHashMap<NodeId, ActorRef<SignallingGateway.Command>> gateways =
      new ConcurrentHashMap<>();

  void add(NodeId node, ActorRef<SignallingGateway.Command> gateway) {
    gateways.put(node, gateway);
  }

  void remove(ActorRef<?> gateway) {
    gateways.values().removeIf(known -> known.equals(gateway));
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
