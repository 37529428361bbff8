package io.tandem.node;

import com.typesafe.config.Config;
import io.tandem.id.NodeId;
import io.tandem.settings.HostAndPort;
import io.tandem.settings.SettingsException;
import io.tandem.store.Leases;
import java.time.Duration;
import java.util.Set;
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
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.cluster.typed.SelfUp;
import org.apache.pekko.cluster.typed.Subscribe;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.jdk.javaapi.CollectionConverters;

/** The node's place in the cluster: its actor system, from joining to leaving. */
final class ClusterMembership {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterMembership.class);

  /** The same on every node, or they would not find each other. */
  private static final String SYSTEM_NAME = "tandem";

  /** The other seeds have so long to answer before a seed tries to begin a cluster. */
  private static final Duration SEED_PATIENCE = Duration.ofSeconds(2);

  private static final Duration BEGIN_AGAIN = Duration.ofSeconds(1);
  private static final Duration LEAVE_LIMIT = Duration.ofSeconds(15);
  private static final Duration END_LIMIT = Duration.ofSeconds(2);

  private static final Set<MemberStatus> GOING =
      Set.of(MemberStatus.leaving(), MemberStatus.exiting(), MemberStatus.down());

  private final ActorSystem<Void> system;
  private final ClusterSettings settings;
  private final LivingCluster living;
  private volatile boolean another;
  private volatile boolean warned;

  private ClusterMembership(
      ActorSystem<Void> system, ClusterSettings settings, LivingCluster living) {
    this.system = system;
    this.settings = settings;
    this.living = living;
  }

  /**
   * Starts the actor system; it is in no cluster yet.
   *
   * @param leases decide who begins a cluster, and which half goes on when it falls in two
   * @throws SettingsException when its address is taken
   */
  static ClusterMembership start(
      ClusterSettings settings, NodeId node, Config config, Leases leases) {
    var setup =
        BootstrapSetup.create(ActorSystemConfig.of(settings, node, config))
            .and(new TieBreaker.Arbiter(leases, settings.tieLease()));
    try {
      ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), SYSTEM_NAME, setup);
      return new ClusterMembership(system, settings, new LivingCluster(leases, System::nanoTime));
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

  /** The node's actor system. */
  ActorSystem<Void> system() {
    return system;
  }

  /**
   * Joins the other seeds, or begins a cluster if this node is a seed and none lives; completes
   * when the node is a member. Pekko's own way, in which the first seed joins itself when no other
   * answers, would begin a second cluster when that node is only cut off.
   */
  CompletionStage<Done> join() {
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
    Address self = cluster.selfMember().address();
    if (settings.seeds().isEmpty()) {
      cluster.manager().tell(Join.create(self));
      return up;
    }
    var seeds = settings.seeds().stream().map(ClusterMembership::address).distinct().toList();
    var others = seeds.stream().filter(seed -> !seed.equals(self)).toList();
    if (!others.isEmpty()) {
      cluster.manager().tell(new JoinSeedNodes(CollectionConverters.asScala(others).toSeq()));
    }
    if (seeds.contains(self)) {
      beginAfter(others.isEmpty() ? Duration.ZERO : SEED_PATIENCE, cluster);
    }
    up.thenRun(() -> renew(cluster)); // whose lease it is can be learnt while it is not expired
    system
        .scheduler()
        .scheduleWithFixedDelay(
            LivingCluster.RENEWAL,
            LivingCluster.RENEWAL,
            () -> keep(cluster),
            system.executionContext());
    return up;
  }

  private static Address address(HostAndPort seed) {
    return AddressFromURIString.parse("pekko://" + SYSTEM_NAME + "@" + seed);
  }

  private void beginAfter(Duration wait, Cluster cluster) {
    system.scheduler().scheduleOnce(wait, () -> tryToBegin(cluster), system.executionContext());
  }

  private void tryToBegin(Cluster cluster) {
    if (isKnown(cluster)) {
      return;
    }
    living
        .begin()
        .whenComplete(
            (granted, failure) -> {
              if (failure == null && granted) {
                beginUnlessKnown(cluster);
                return;
              }
              if (failure == null && !another) {
                another = true;
                LOG.info("A cluster lives on this database; this node waits for its seeds");
              }
              beginAfter(BEGIN_AGAIN, cluster);
            });
  }

  private void beginUnlessKnown(Cluster cluster) {
    if (isKnown(cluster)) {
      living
          .giveBack()
          .whenComplete(
              (done, failure) -> {
                if (failure != null) {
                  LOG.warn("The lease of a cluster that did not begin is not given back", failure);
                }
              });
    } else {
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
    }
  }

  /** Whether a cluster has this node among its members, or had. */
  private static boolean isKnown(Cluster cluster) {
    return cluster.isTerminated() || cluster.state().getMembers().iterator().hasNext();
  }

  private void keep(Cluster cluster) {
    if (cluster.isTerminated() || !cluster.selfMember().status().equals(MemberStatus.up())) {
      return;
    }
    renew(cluster);
  }

  private void renew(Cluster cluster) {
    living
        .keep()
        .whenComplete(
            (kept, failure) -> {
              boolean overdue = failure != null && living.isOverdue();
              if (overdue && !warned) {
                LOG.warn(
                    "The lease that says that this cluster lives has run out: {}",
                    failure.toString());
              } else if (failure != null) {
                LOG.debug("The lease of the living cluster cannot be renewed now", failure);
              }
              warned = overdue;
              if (failure == null && !kept) {
                LOG.error("Another cluster lives on this database by now; this one ends");
                cluster.manager().tell(new Down(cluster.selfMember().address()));
              }
            });
  }

  /**
   * Two nodes of one name would answer for each other. One that cannot be reached or goes may be
   * this node itself, as it was before it crashed, or before it moved to another address.
   *
   * @throws SettingsException when an older member is called {@code node}, too
   */
  void demandOwnName(NodeId node) {
    Cluster cluster = Cluster.get(system);
    var self = cluster.selfMember();
    var unreachable = cluster.state().getUnreachable();
    for (var member : cluster.state().getMembers()) {
      if (member.hasRole(ActorSystemConfig.role(node))
          && !member.uniqueAddress().equals(self.uniqueAddress())
          && !unreachable.contains(member)
          && !GOING.contains(member.status())
          && member.isOlderThan(self)) {
        throw new SettingsException(
            "tandem.node.name",
            node.value(),
            "a name that no other node of the cluster has; the one at %s is called so"
                .formatted(hostAndPort(member.address())));
      }
    }
  }

  private static String hostAndPort(Address address) {
    return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
  }

  /** Why {@link #join} has not come to its end, and what would help. */
  String explain(Duration waited) {
    return "none of tandem.cluster.seeds = %s took this node in within %d s; expected are addresses"
            .formatted(settings.seeds(), waited.toSeconds())
        + " of running nodes, as their tandem.cluster.advertise says them"
        + (another
            ? "; a cluster lives on this keyspace, so that this node does not begin another"
            : "");
  }

  /** Leaves the cluster in good order, so that nobody has to find out; then ends the system. */
  void leave() throws Exception {
    boolean last = isLast();
    CoordinatedShutdown.get(system)
        .runAll(CoordinatedShutdown.jvmExitReason())
        .toCompletableFuture()
        .get(LEAVE_LIMIT.toSeconds(), TimeUnit.SECONDS);
    if (last) {
      living.end().toCompletableFuture().get(END_LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private boolean isLast() {
    Cluster cluster = Cluster.get(system);
    var members = cluster.state().getMembers().iterator();
    return !cluster.isTerminated()
        && members.hasNext()
        && members.next().status().equals(MemberStatus.up())
        && !members.hasNext();
  }
}
