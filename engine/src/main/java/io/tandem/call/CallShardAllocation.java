package io.tandem.call;

import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/**
 * Gives call shards homes. A shard without home goes to the node that asks for it, so that a node
 * mints ids of calls that will live on it; once that node has its claim, the shard goes to the node
 * with the fewest: so the shards of a node that died are spread. A shard with anything in it stays
 * where it is as long as its node lives.
 *
 * <p>However often nodes come and go, a node finds shards to claim: what the others have beyond
 * their claim, and nothing in it, goes to a node that has less than its own.
 */
final class CallShardAllocation extends ShardCoordinator.AbstractShardAllocationStrategy {
  private final int claim;
  private final Supplier<CompletionStage<Set<String>>> idle;

  /**
   * Nodes may take {@code claim} shards by asking for them.
   *
   * @param idle finds the shards in which there is nothing at all; claimed ones are not among them
   */
  CallShardAllocation(int claim, Supplier<CompletionStage<Set<String>>> idle) {
    this.claim = claim;
    this.idle = idle;
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester, String shardId, Map<ActorRef, IndexedSeq<String>> homes) {
    return Future.successful(home(requester, homes));
  }

  private ActorRef home(ActorRef requester, Map<ActorRef, IndexedSeq<String>> homes) {
    var own = homes.get(requester);
    if (own != null && own.size() < claim) {
      return requester;
    }
    return homes.entrySet().stream()
        .min(Comparator.comparingInt(entry -> entry.getValue().size()))
        .map(Map.Entry::getKey)
        .orElse(requester);
  }

  @Override
  public Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> homes, Set<String> inProgress) {
    int lack = homes.values().stream().mapToInt(shards -> Math.max(0, claim - shards.size())).sum();
    var rich = homes.values().stream().filter(shards -> shards.size() > claim).toList();
    if (lack == 0 || rich.isEmpty()) {
      return Future.successful(Set.of());
    }
    return FutureConverters.asScala(
        idle.get()
            .thenApply(
                all ->
                    all.stream()
                        .filter(shard -> !inProgress.contains(shard))
                        .filter(shard -> rich.stream().anyMatch(some -> some.contains(shard)))
                        .limit(lack)
                        .collect(Collectors.toSet())));
  }
}
