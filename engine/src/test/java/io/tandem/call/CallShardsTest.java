package io.tandem.call;

import static io.tandem.call.Messages.START;
import static io.tandem.call.Messages.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.tandem.call.flow.CallSettings;
import io.tandem.call.leg.DialogTokens;
import io.tandem.cdr.CallRecord;
import io.tandem.cdr.EndReason;
import io.tandem.id.CallId;
import io.tandem.id.NodeId;
import io.tandem.tenant.LiveCalls;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes in one JVM. */
class CallShardsTest {
  private static final Config CONFIG =
      ConfigFactory.parseString(
              """
              pekko {
                loglevel = WARNING
                actor.provider = cluster
                actor.serialize-messages = on
                remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                cluster {
                  jmx.enabled = off
                  gossip-interval = 100 ms
                  leader-actions-interval = 100 ms
                  periodic-tasks-initial-delay = 100 ms
                  sharding {
                    retry-interval = 200 ms
                    rebalance-interval = 500 ms
                    updating-state-timeout = 1 s
                  }
                  singleton.hand-over-retry-interval = 200 ms
                  singleton-proxy.singleton-identification-interval = 200 ms
                  distributed-data.gossip-interval = 200 ms
                }
                coordinated-shutdown.exit-jvm = off
              }
              """)
          .withFallback(ConfigFactory.load());

  private static final int CLAIM = CallSettings.DEFAULT.claimedShards();

  private Node one;
  private Node two;

  @BeforeEach
  void startCluster() {
    one = new Node("node-1", null);
    two = new Node("node-2", one);
  }

  @AfterEach
  void stopCluster() {
    two.kit.shutdownTestKit();
    one.kit.shutdownTestKit();
  }

  @Test
  void everyNodeMintsIdsOfCallsThatLiveOnItAndAnyNodeReachesThem() throws Exception {
    var ofOne = one.claim();
    var ofTwo = two.claim();
    assertThat(List.of(ofOne.count(), ofTwo.count())).containsExactly(64, 64);
    var shards = shards(ofOne);
    assertThat(shards).hasSize(64).doesNotContainAnyElementsOf(shards(ofTwo));

    var id = ofTwo.mint(START);
    two.sharding.tell(TENANT, id, Messages.start(id, "offer"));
    two.said.expectMessage("INVITE/1 > 1");
    assertThat(two.live.count(TENANT)).isEqualTo(1);
    assertThat(one.live.count(TENANT)).isZero();

    assertThat(hangUp(one, id)).isTrue();
    two.said.expectMessage("CANCEL/1 > 1");
    two.said.expectMessage("480 > INVITE/1");
    assertThat(two.records.poll(5, TimeUnit.SECONDS).endReason()).isEqualTo(EndReason.ADMIN_HANGUP);
    assertThat(two.live.count()).isZero();
    assertThat(hangUp(one, id)).isFalse();
  }

  @Test
  void theShardsOfANodeThatLeftFindANewHome() throws Exception {
    one.claim();
    var id = two.claim().mint(START);
    two.kit.shutdownTestKit();

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              var claimed = one.sharding.claim(id.shard(), one.name).toCompletableFuture();
              assertThat(claimed.get(2, TimeUnit.SECONDS).node()).isEqualTo(one.name);
            });
  }

  /** As after some restarts of the second node, each of which leaves its shards with the first. */
  @Test
  void aNodeFindsShardsWhenTheOthersHaveThemAll() throws Exception {
    var claimed = shards(one.claim());
    two.kit.shutdownTestKit();
    for (int shard = 0; shard < CallId.SHARDS; shard++) {
      one.sharding.claim(shard, two.name).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
    assertThat(one.hosted()).hasSize(CallId.SHARDS);

    two = new Node("node-2", one);
    var found = two.claim();
    assertThat(found.count()).isPositive();
    assertThat(shards(found)).doesNotContainAnyElementsOf(claimed);
  }

  private static HashSet<Integer> shards(CallShards shards) {
    var seen = new HashSet<Integer>();
    IntStream.range(0, 200).forEach(i -> seen.add(shards.mint(START).shard()));
    return seen;
  }

  private static boolean hangUp(Node node, CallId id) throws Exception {
    return node.sharding.hangUp(TENANT, id).toCompletableFuture().get(5, TimeUnit.SECONDS);
  }

  /** A node that knows nothing but calls. */
  private static final class Node {
    final NodeId name;
    final ActorTestKit kit;
    final TestProbe<String> said;
    final LiveCalls live = new LiveCalls(Clock.systemUTC());
    final BlockingQueue<CallRecord> records = new LinkedBlockingQueue<>();
    final CallSharding sharding;

    Node(String name, Node seed) {
      this.name = new NodeId(name);
      kit = ActorTestKit.create("CallShardsTest", CONFIG);
      said = kit.createTestProbe();
      var cluster = Cluster.get(kit.system());
      var address = seed == null ? cluster.selfMember().address() : seed.address();
      cluster.manager().tell(Join.create(address));
      await().until(() -> cluster.selfMember().status() == MemberStatus.up());
      var registrar = new FakeRegistrar();
      registrar.answer = CompletableFuture.completedFuture(List.of(Messages.binding()));
      sharding =
          CallSharding.start(
              kit.system(),
              new CallEnvironment(
                  new FakeSignalling(said.ref()),
                  new FakeMedia(),
                  registrar,
                  records::add,
                  live,
                  new DialogTokens(new TestKeys()),
                  CallSettings.DEFAULT,
                  this.name,
                  Clock.systemUTC()));
    }

    Address address() {
      return Cluster.get(kit.system()).selfMember().address();
    }

    /** The shards whose home it is. */
    Set<ShardRegion.ShardState> hosted() throws Exception {
      CompletionStage<ShardRegion.CurrentShardRegionState> asked =
          AskPattern.ask(
              ClusterSharding.get(kit.system()).shardState(),
              replyTo -> new GetShardRegionState(CallEntity.TYPE_KEY, replyTo),
              Duration.ofSeconds(5),
              kit.scheduler());
      return asked.toCompletableFuture().get().getShards();
    }

    CallShards claim() throws Exception {
      return CallShards.claim(sharding, name, CLAIM)
          .toCompletableFuture()
          .get(30, TimeUnit.SECONDS);
    }
  }
}
