package io.tandem.registrar;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.id.TenantId;
import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/** The real registrar with its rows in memory, without a cluster around it. */
public final class LocalRegistrar {
  private LocalRegistrar() {}

  /** A registrar whose slices are actors of {@code kit}. */
  public static Registrar start(ActorTestKit kit, Clock clock) {
    return start(kit, clock, new FakeBindingStore());
  }

  static ShardedRegistrar start(ActorTestKit kit, Clock clock, BindingStore store) {
    var environment =
        new RegistrarEnvironment(
            store,
            RegistrarSettings.defaults(),
            new RegistrarMetrics(new SimpleMeterRegistry()),
            clock);
    var entities = new ConcurrentHashMap<String, ActorRef<RegistrarEntity.Command>>();
    TestProbe<ClusterSharding.ShardCommand> shard =
        kit.createTestProbe(ClusterSharding.ShardCommand.class);
    return new ShardedRegistrar(
        id ->
            entities.computeIfAbsent(
                id,
                key -> {
                  TenantId tenant = Slices.tenant(key);
                  return kit.spawn(
                      RegistrarEntity.create(
                          tenant, Slices.slice(key), environment, shard.getRef()));
                }),
        environment,
        kit.system().scheduler());
  }
}
