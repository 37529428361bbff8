package io.tandem.tenant;

import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.actor.StoredShardAllocation;
import io.tandem.id.NodeId;
import io.tandem.id.TenantId;
import io.tandem.secret.KeyRing;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.HashCodeMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.typed.Cluster;

/** Everything about tenants on one node. Started once a node; lives as long as its actor system. */
public final class TenantService {
  /** The number of tenant shards; the same on all nodes. */
  private static final int SHARDS = 256;

  private final NodeTenants directory;
  private final TenantLeases leases;
  private final LiveCalls liveCalls;
  private final Tenants tenants;

  private TenantService(
      NodeTenants directory, TenantLeases leases, LiveCalls liveCalls, Tenants tenants) {
    this.directory = directory;
    this.leases = leases;
    this.liveCalls = liveCalls;
    this.tenants = tenants;
  }

  /**
   * Starts to serve tenants on {@code system}, whose cluster may still be forming.
   *
   * @param masterKeys wrap the tenants' own keys; none that ever wrapped one may leave the ring
   * @param erasers remove what other parts of the system keep of a tenant that is deleted
   */
  public static TenantService start(
      ActorSystem<?> system,
      NodeId node,
      TenantStorage storage,
      SystemAccounts accounts,
      KeyRing masterKeys,
      List<TenantEraser> erasers,
      TenantNodeSettings settings,
      MeterRegistry meters,
      Clock clock) {
    var unreadable = new UnreadableObjects(meters);
    var sharding = ClusterSharding.get(system);
    var cluster = Cluster.get(system);
    var liveCalls = new LiveCalls(clock);
    var directory = new NodeTenants(storage, masterKeys, unreadable, settings, clock);
    long incarnation = new SecureRandom().nextLong();
    var leases = new TenantLeases(node, incarnation, directory, liveCalls, clock);
    BiConsumer<TenantId, TenantEntity.Command> entities =
        (tenant, command) ->
            sharding.entityRefFor(TenantEntity.TYPE_KEY, tenant.value()).tell(command);
    var sweep = new TenantSweep(storage, () -> isLeader(cluster), entities);
    var nodeActor =
        system.systemActorOf(
            Behaviors.supervise(TenantNode.create(directory, leases, entities, sweep, settings))
                .onFailure(SupervisorStrategy.restart()),
            "tenant-node",
            Props.empty());
    var environment =
        new TenantEnvironment(
            storage,
            new TenantLifecycle(storage, erasers, masterKeys, clock),
            masterKeys,
            unreadable,
            nodeActor,
            () -> members(cluster),
            settings,
            clock);
    startEntities(system, sharding, environment);
    var tenants =
        new EntityTenants(
            new EntityTenants.Asking(sharding, settings.changePatience()),
            directory,
            storage,
            accounts,
            clock);
    return new TenantService(directory, leases, liveCalls, tenants);
  }

  private static void startEntities(
      ActorSystem<?> system, ClusterSharding sharding, TenantEnvironment environment) {
    var defaults = ClusterShardingSettings.create(system);
    var settings =
        defaults
            .withRememberEntities(false)
            .withPassivationStrategy(
                defaults
                    .passivationStrategySettings()
                    .withIdleEntityPassivation(environment.settings().idleTime()));
    sharding.init(
        Entity.of(
                TenantEntity.TYPE_KEY,
                context -> TenantEntity.create(environment, context.getEntityId()))
            .withSettings(settings)
            .withMessageExtractor(new HashCodeMessageExtractor<>(SHARDS))
            .withStopMessage(TenantEntity.Stop.INSTANCE)
            .withAllocationStrategy(new StoredShardAllocation(environment.storage()::answers)));
  }

  /** Nodes that may have calls: those that serve, and those that are about to leave. */
  private static int members(Cluster cluster) {
    return (int)
        StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
            .filter(
                member ->
                    member.status().equals(MemberStatus.up())
                        || member.status().equals(MemberStatus.leaving())
                        || member.status().equals(MemberStatus.exiting()))
            .count();
  }

  private static boolean isLeader(Cluster cluster) {
    return cluster.selfMember().address().equals(cluster.state().getLeader());
  }

  /** Reads the map of domains; fails when the database does, and may be tried again then. */
  public CompletionStage<Void> ready() {
    return directory.compareDomains();
  }

  /** The node's copies of configurations. */
  public TenantDirectory directory() {
    return directory;
  }

  /** Admission of calls on this node. */
  public Admission admission() {
    return leases;
  }

  /** Administration. */
  public Tenants tenants() {
    return tenants;
  }

  /** The calls that live on this node. */
  public LiveCalls liveCalls() {
    return liveCalls;
  }

  /** What the tenant uses of its limits, over all nodes. */
  public CompletionStage<Outcome<Usage>> usage(TenantId tenant) {
    return tenants.usage(tenant);
  }
}
