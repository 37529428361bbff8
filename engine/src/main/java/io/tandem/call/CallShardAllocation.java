package io.tandem.call;

import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;

/**
 * Gives call shards homes. A shard without home goes to the node that asks for it, so that a node
 * mints ids of calls that will live on it; once that node has its claim, the shard goes to the node
 * with the fewest: so the shards of a node that died are spread. A shard with a home stays there as
 * long as its node lives, for there are calls in it.
 */
final class CallShardAllocation extends ShardCoordinator.AbstractShardAllocationStrategy {
  private final int claim;

  /** Nodes may take {@code claim} shards by asking for them. */
  CallShardAllocation(int claim) {
    this.claim = claim;
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
    return Future.successful(Set.of());
  }
}
