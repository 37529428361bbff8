package io.tandem.node;

import io.tandem.id.NodeId;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;

/** Waits until this node has met the other members. */
final class Others {
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final ActorSystem<?> system;
  private final NodeId self;
  private final Predicate<Collection<NodeId>> known;

  /**
   * @param known whether the named nodes were met
   */
  Others(ActorSystem<?> system, NodeId self, Predicate<Collection<NodeId>> known) {
    this.system = system;
    this.self = self;
    this.known = known;
  }

  /** Completes with true when they have met, with false when that takes too long; never fails. */
  CompletionStage<Boolean> met(Duration limit) {
    var met = new CompletableFuture<Boolean>();
    look(met, System.nanoTime() + limit.toNanos());
    return met;
  }

  private void look(CompletableFuture<Boolean> met, long end) {
    if (known.test(names())) {
      met.complete(true);
    } else if (System.nanoTime() - end > 0) {
      met.complete(false);
    } else {
      system.scheduler().scheduleOnce(LOOK_EVERY, () -> look(met, end), system.executionContext());
    }
  }

  private Collection<NodeId> names() {
    var state = Cluster.get(system).state();
    var names =
        ActorSystemConfig.names(
            StreamSupport.stream(state.getMembers().spliterator(), false)
                .filter(Others::serves)
                .filter(member -> !state.getUnreachable().contains(member))
                .toList());
    names.remove(self);
    return names;
  }

  private static boolean serves(Member member) {
    return member.status().equals(MemberStatus.up());
  }
}
