package io.tandem.call;

import io.tandem.actor.Direct;
import io.tandem.cdr.EndReason;
import io.tandem.id.CallId;
import io.tandem.id.NodeId;
import io.tandem.id.TenantId;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;

/**
 * Where the calls of the cluster live: in 1,024 shards, for ever, by {@link CallShardAllocation}.
 * Any node reaches any call by its id. Safe for use by any thread.
 */
public final class CallSharding {
  private static final Duration ASK_TIMEOUT = Duration.ofSeconds(5);

  /** Stands between tenant and call in an entity id. */
  static final char SEPARATOR = '|';

  private static final String CLAIM = "claim";
  private static final int DIGITS = 2;
  private static final int RADIX = 32;

  private final ClusterSharding sharding;
  private final ActorRef<ShardingEnvelope<CallEntity.Command>> region;

  private CallSharding(
      ClusterSharding sharding, ActorRef<ShardingEnvelope<CallEntity.Command>> region) {
    this.sharding = sharding;
    this.region = region;
  }

  /** Makes this node a home of calls. */
  public static CallSharding start(ActorSystem<?> system, CallEnvironment environment) {
    var sharding = ClusterSharding.get(system);
    // A talking call may hear nothing for an hour: entities are never passivated for being idle.
    var settings = ClusterShardingSettings.create(system).withNoPassivationStrategy();
    var region =
        sharding.init(
            Entity.of(
                    CallEntity.TYPE_KEY,
                    context -> CallEntity.create(environment, context.getEntityId()))
                .withSettings(settings)
                .withMessageExtractor(new Extractor())
                .withAllocationStrategy(
                    new CallShardAllocation(
                        environment.settings().claimedShards(), () -> IdleShards.find(system))));
    return new CallSharding(sharding, region);
  }

  /** Tells a call something, wherever it lives. Never blocks. */
  public void tell(TenantId tenant, CallId call, CallEntity.Command command) {
    region.tell(new ShardingEnvelope<>(entityId(tenant, call), command));
  }

  /**
   * Ends a call for an administrator.
   *
   * @return whether there was such a call; fails when its node does not answer
   */
  public CompletionStage<Boolean> hangUp(TenantId tenant, CallId call) {
    return hangUp(tenant, call, EndReason.ADMIN_HANGUP, "Ended by administrator");
  }

  /** Ends a call because its node ends; as {@link #hangUp}. */
  public CompletionStage<Boolean> shutDown(TenantId tenant, CallId call) {
    return hangUp(tenant, call, EndReason.SHUTDOWN, "Node ends");
  }

  private CompletionStage<Boolean> hangUp(
      TenantId tenant, CallId call, EndReason reason, String text) {
    CompletionStage<CallEntity.HangUpReply> answer =
        ask(entityId(tenant, call), replyTo -> new CallEntity.HangUp(reason, text, replyTo));
    return answer.thenApply(reply -> reply == CallEntity.HangUpReply.HUNG_UP);
  }

  /**
   * Asks who hosts {@code shard}; if nobody does, it comes here unless this node has enough.
   *
   * @param node this node, which keeps the shard then
   */
  CompletionStage<CallEntity.Claimed> claim(int shard, NodeId node) {
    return ask(
        CLAIM + SEPARATOR + shardId(shard), replyTo -> new CallEntity.Claim(shard, node, replyTo));
  }

  private <T> CompletionStage<T> ask(
      String entityId, Function<ActorRef<T>, CallEntity.Command> question) {
    var entity = sharding.entityRefFor(CallEntity.TYPE_KEY, entityId);
    return Direct.of(entity.ask(question::apply, ASK_TIMEOUT));
  }

  /** A call's name as an entity: the tenant comes first, as in every key. */
  static String entityId(TenantId tenant, CallId call) {
    return tenant.value() + SEPARATOR + call.value();
  }

  /** A shard's name: the ten bits with which the ids of its calls begin. */
  static String shardId(int shard) {
    return new String(
        new char[] {
          Character.forDigit(shard / RADIX, RADIX), Character.forDigit(shard % RADIX, RADIX)
        });
  }

  /** Reads the shard from the entity id, without decoding the call's. */
  static final class Extractor
      extends ShardingMessageExtractor<ShardingEnvelope<CallEntity.Command>, CallEntity.Command> {
    @Override
    public String entityId(ShardingEnvelope<CallEntity.Command> envelope) {
      return envelope.entityId();
    }

    @Override
    public String shardId(String entityId) {
      int start = entityId.indexOf(SEPARATOR) + 1;
      return entityId.substring(start, start + DIGITS);
    }

    @Override
    public CallEntity.Command unwrapMessage(ShardingEnvelope<CallEntity.Command> envelope) {
      return envelope.message();
    }
  }
}
