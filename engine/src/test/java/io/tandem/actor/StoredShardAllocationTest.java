package io.tandem.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.cluster.sharding.ShardCoordinator.AbstractShardAllocationStrategy;
import org.junit.jupiter.api.Test;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

class StoredShardAllocationTest {
  private final Wishes wishes = new Wishes();

  @Test
  void shardsMoveWhileTheDatabaseAnswers() {
    wishes.shards = Set.of("1", "2");
    assertThat(rebalance(true)).containsExactlyInAnyOrder("1", "2");
  }

  @Test
  void noShardMovesWhileTheDatabaseIsSilent() {
    wishes.shards = Set.of("1", "2");
    assertThat(rebalance(false)).isEmpty();
  }

  @Test
  void theDatabaseIsNotAskedForNothing() {
    var allocation =
        new StoredShardAllocation(
            wishes,
            () -> {
              throw new AssertionError("asked");
            });
    assertThat(moved(allocation)).isEmpty();
  }

  private Set<String> rebalance(boolean answers) {
    return moved(
        new StoredShardAllocation(wishes, () -> CompletableFuture.completedFuture(answers)));
  }

  private static Set<String> moved(StoredShardAllocation allocation) {
    var moved =
        allocation.rebalance(
            scala.collection.immutable.Map$.MODULE$.empty(),
            scala.collection.immutable.Set$.MODULE$.empty());
    return CollectionConverters.asJava(FutureConverters.asJava(moved).toCompletableFuture().join());
  }

  /** Moves what the test says. */
  private static final class Wishes extends AbstractShardAllocationStrategy {
    private Set<String> shards = Set.of();

    @Override
    public Future<ActorRef> allocateShard(
        ActorRef requester, String shardId, Map<ActorRef, IndexedSeq<String>> homes) {
      return Future.successful(requester);
    }

    @Override
    public Future<Set<String>> rebalance(
        Map<ActorRef, IndexedSeq<String>> homes, Set<String> inProgress) {
      return Future.successful(shards);
    }
  }
}
