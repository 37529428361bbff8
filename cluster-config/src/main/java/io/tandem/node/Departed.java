package io.tandem.node;

import io.tandem.api.v1.NodeControl.State;
import io.tandem.id.NodeId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent.MemberEvent;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * The nodes that were members of the cluster and are none any more, by name, as this node has seen
 * them go; for a day, or until one of that name comes back. A node that starts knows of none. Any
 * thread may ask.
 */
final class Departed {
  /** After so long somebody will have noticed. */
  static final Duration REMEMBERED = Duration.ofDays(1);

  private final Clock clock;
  private final Map<NodeId, Gone> gone = new ConcurrentHashMap<>();

  Departed(Clock clock) {
    this.clock = clock;
  }

  /**
   * A node that has gone.
   *
   * @param address its cluster address, host:port
   * @param state {@link State#LEFT} or {@link State#LOST}
   */
  record Gone(NodeId node, String address, State state, Instant since) {}

  /** Follows the cluster's events; one a node, from its start to its end. */
  Behavior<MemberEvent> watch(NodeId self) {
    return Behaviors.setup(
        context -> {
          Cluster.get(context.getSystem())
              .subscriptions()
              .tell(new Subscribe<>(context.getSelf(), MemberEvent.class));
          return Behaviors.receive(MemberEvent.class)
              .onAnyMessage(
                  event -> {
                    onEvent(event, self);
                    return Behaviors.same();
                  })
              .build();
        });
  }

  private void onEvent(MemberEvent event, NodeId self) {
    Member member = event.member();
    for (NodeId node : ActorSystemConfig.names(List.of(member))) {
      if (event instanceof MemberRemoved removed && !node.equals(self)) {
        boolean inOrder = removed.previousStatus().equals(MemberStatus.exiting());
        left(node, ClusterView.hostAndPort(member.address()), inOrder);
      } else if (!(event instanceof MemberRemoved)) {
        returned(node);
      }
    }
  }

  /** A node is no member any more. */
  void left(NodeId node, String address, boolean inOrder) {
    var state = inOrder ? State.LEFT : State.LOST;
    gone.put(node, new Gone(node, address, state, clock.instant()));
  }

  /** A node of that name is there. */
  void returned(NodeId node) {
    gone.remove(node);
  }

  /** Those that have gone and not come back, by name. */
  List<Gone> list() {
    Instant oldest = clock.instant().minus(REMEMBERED);
    gone.values().removeIf(one -> one.since().isBefore(oldest));
    return gone.values().stream().sorted(Comparator.comparing(Gone::node)).toList();
  }
}
