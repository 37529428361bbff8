package io.tandem.call;

import io.tandem.actor.Direct;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.ShardRegion.ClusterShardingStats;
import org.apache.pekko.cluster.sharding.typed.GetClusterShardingStats;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import scala.jdk.javaapi.CollectionConverters;

/** Counts what is in the call shards of all nodes. */
final class IdleShards {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private IdleShards() {}

  /** The shards with no entity in them; a node that does not answer has none. */
  static CompletionStage<Set<String>> find(ActorSystem<?> system) {
    CompletionStage<ClusterShardingStats> asked =
        AskPattern.ask(
            ClusterSharding.get(system).shardState(),
            replyTo -> new GetClusterShardingStats(CallEntity.TYPE_KEY, PATIENCE, replyTo),
            PATIENCE.multipliedBy(2),
            system.scheduler());
    return Direct.of(asked).thenApply(IdleShards::idle);
  }

  private static Set<String> idle(ClusterShardingStats stats) {
    var idle = new HashSet<String>();
    CollectionConverters.asJava(stats.regions())
        .values()
        .forEach(
            region ->
                region
                    .getStats()
                    .forEach(
                        (shard, entities) -> {
                          if (((Number) entities).intValue() == 0) {
                            idle.add(shard);
                          }
                        }));
    return idle;
  }
}
