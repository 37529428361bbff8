package io.tandem.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.id.CallId;
import io.tandem.id.TenantId;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.collection.immutable.IndexedSeq;
import scala.jdk.javaapi.CollectionConverters;

class CallShardAllocationTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final ActorRef A = region();
  private static final ActorRef B = region();
  private static final ActorRef C = region();

  private final CallShardAllocation allocation =
      new CallShardAllocation(4, () -> CompletableFuture.completedFuture(idle()));

  @AfterAll
  static void stopActors() {
    KIT.shutdownTestKit();
  }

  @ParameterizedTest
  @CsvSource({
    // shards of A, B and C; who gets the next one when A asks
    "0, 0, 0, A",
    "3, 0, 0, A",
    "4, 0, 1, B",
    "4, 5, 1, C",
    "9, 9, 8, C",
    "4, 5, 6, A",
  })
  void givesAShardToWhoAsksUntilThatHasItsClaim(int a, int b, int c, char home) {
    var homes = new LinkedHashMap<ActorRef, IndexedSeq<String>>();
    homes.put(A, shards(a));
    homes.put(B, shards(b));
    homes.put(C, shards(c));
    var expected = Map.of('A', A, 'B', B, 'C', C).get(home);

    assertThat(allocation.allocateShard(A, "7f", homes).value().get().get()).isEqualTo(expected);
  }

  @Test
  void movesNoShardWhileEverybodyHasItsClaim() {
    assertThat(moved(Map.of(A, shards(9), B, shards(4)))).isEmpty();
  }

  @Test
  void movesNoShardWithinAClaim() {
    assertThat(moved(Map.of(A, shards(4), B, shards(0)))).isEmpty();
  }

  @Test
  void movesWhatIsIdleWhereThereIsMoreThanTheClaimToWhomLacksSome() {
    assertThat(moved(Map.of(A, shards(5), B, shards(0)), CallSharding.shardId(1)))
        .containsExactly(CallSharding.shardId(3));
    assertThat(moved(Map.of(A, shards(5), B, shards(3)))).hasSize(1);
  }

  private Set<String> moved(Map<ActorRef, IndexedSeq<String>> homes, String... inProgress) {
    return allocation.rebalance(homes, Set.of(inProgress)).value().get().get();
  }

  /** Some of A's, and one whose home is elsewhere. */
  private static Set<String> idle() {
    return new HashSet<>(
        Set.of(CallSharding.shardId(1), CallSharding.shardId(3), CallSharding.shardId(900)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 32, 500, 1023})
  void aCallLivesInTheShardThatItsIdNames(int shard) {
    var random = new Random(shard);
    var call = CallId.mint(shard, Instant.EPOCH, random);
    String entity = CallSharding.entityId(TenantId.random(random), call);

    assertThat(new CallSharding.Extractor().shardId(entity))
        .isEqualTo(CallSharding.shardId(shard))
        .hasSize(2);
  }

  private static ActorRef region() {
    return Adapter.toClassic(KIT.createTestProbe().ref());
  }

  private static IndexedSeq<String> shards(int count) {
    var names = IntStream.range(0, count).mapToObj(CallSharding::shardId).toList();
    return CollectionConverters.asScala(names).toIndexedSeq();
  }
}
