package io.tandem.node;

import com.typesafe.config.Config;
import io.tandem.id.NodeId;
import io.tandem.settings.HostAndPort;
import io.tandem.settings.SettingsException;
import io.tandem.store.LeaseStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.cluster.typed.SelfUp;
import org.apache.pekko.cluster.typed.Subscribe;
import scala.jdk.javaapi.CollectionConverters;

/** The node's place in the cluster: its actor system, from joining to leaving. */
final class ClusterMembership {
  /** The same on every node, or they would not find each other. */
  private static final String SYSTEM_NAME = "tandem";

  private static final Duration LEAVE_LIMIT = Duration.ofSeconds(15);

  private ClusterMembership() {}

  /**
   * Starts the actor system; it is in no cluster yet.
   *
   * @param leases decide which half goes on when the cluster falls in two
   * @throws SettingsException when its address is taken
   */
  static ActorSystem<Void> start(
      ClusterSettings settings, NodeId node, Config config, LeaseStore leases) {
    var setup =
        BootstrapSetup.create(ActorSystemConfig.of(settings, node, config))
            .and(new TieBreaker.Arbiter(leases, settings.tieLease()));
    try {
      return ActorSystem.create(Behaviors.empty(), SYSTEM_NAME, setup);
    } catch (RuntimeException e) {
      if (String.valueOf(e.getMessage()).contains("bind")) {
        throw new SettingsException(
            "tandem.cluster.bind",
            settings.bind().getHostString() + ":" + settings.bind().getPort(),
            "an address of this host with a port that is free (" + e.getMessage() + ")");
      }
      throw e;
    }
  }

  /** Joins the seeds, or begins a cluster of its own; completes when the node is a member. */
  static CompletionStage<Done> join(ActorSystem<?> system, ClusterSettings settings) {
    var up = new CompletableFuture<Done>();
    Cluster cluster = Cluster.get(system);
    ActorRef<SelfUp> whenUp =
        system.systemActorOf(
            Behaviors.receiveMessage(
                (SelfUp message) -> {
                  up.complete(Done.getInstance());
                  return Behaviors.stopped();
                }),
            "when-up",
            Props.empty());
    cluster.subscriptions().tell(Subscribe.create(whenUp, SelfUp.class));
    if (settings.seeds().isEmpty()) {
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
    } else {
      cluster
          .manager()
          .tell(
              new JoinSeedNodes(
                  CollectionConverters.asScala(
                          settings.seeds().stream().map(ClusterMembership::address).toList())
                      .toSeq()));
    }
    return up;
  }

  private static Address address(HostAndPort seed) {
    return AddressFromURIString.parse("pekko://" + SYSTEM_NAME + "@" + seed);
  }

  /** Leaves the cluster in good order, so that nobody has to find out; then ends the system. */
  static void leave(ActorSystem<?> system) throws Exception {
    CoordinatedShutdown.get(system)
        .runAll(CoordinatedShutdown.jvmExitReason())
        .toCompletableFuture()
        .get(LEAVE_LIMIT.toSeconds(), TimeUnit.SECONDS);
  }
}
