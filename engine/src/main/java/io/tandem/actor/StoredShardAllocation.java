package io.tandem.actor;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.cluster.sharding.ShardCoordinator.ActorSystemDependentAllocationStrategy;
import org.apache.pekko.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import org.apache.pekko.cluster.sharding.ShardCoordinator.ShardAllocationStrategy$;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Map;
import scala.collection.immutable.Set;
import scala.collection.immutable.Set$;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/**
 * Gives homes to shards whose entities read what they know from the database: evenly, but while
 * that is silent no shard moves from a node that lives. Its entities would forget what they know.
 */
public final class StoredShardAllocation implements ActorSystemDependentAllocationStrategy {
  /** At most so many shards, and this part of all, move in one go. */
  private static final int MOST = 50;

  private static final double PART = 0.1;

  private final ShardAllocationStrategy even;
  private final Supplier<CompletionStage<Boolean>> answers;

  /**
   * @param answers whether the database answers now; never fails
   */
  public StoredShardAllocation(Supplier<CompletionStage<Boolean>> answers) {
    this(ShardAllocationStrategy$.MODULE$.leastShardAllocationStrategy(MOST, PART), answers);
  }

  StoredShardAllocation(ShardAllocationStrategy even, Supplier<CompletionStage<Boolean>> answers) {
    this.even = even;
    this.answers = answers;
  }

  @Override
  public void start(ActorSystem system) {
    if (even instanceof ActorSystemDependentAllocationStrategy strategy) {
      strategy.start(system);
    }
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> homes) {
    return even.allocateShard(requester, shard, homes);
  }

  @Override
  public Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> homes, Set<String> inProgress) {
    var wanted = FutureConverters.asJava(even.rebalance(homes, inProgress));
    return FutureConverters.asScala(wanted.thenCompose(this::ifAnswered));
  }

  /** The database is asked only when there is something to move. */
  private CompletionStage<Set<String>> ifAnswered(Set<String> shards) {
    Set<String> none = Set$.MODULE$.empty();
    return shards.isEmpty()
        ? CompletableFuture.completedFuture(none)
        : answers.get().thenApply(answer -> answer ? shards : none);
  }
}
