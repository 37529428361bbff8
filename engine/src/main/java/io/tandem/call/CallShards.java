package io.tandem.call;

import io.tandem.id.CallId;
import io.tandem.id.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The call shards that this node has claimed, and the ids of new calls in them. A claimed shard
 * never leaves a node that lives, so what was claimed once stays good. Safe for use by any thread.
 */
public final class CallShards {
  private static final Logger LOG = LoggerFactory.getLogger(CallShards.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** Every ten seconds the cluster looks who lacks shards. */
  private static final Duration NEXT_ROUND = Duration.ofSeconds(2);

  private static final int ROUNDS = 15;

  private final int[] shards;
  private final AtomicInteger next = new AtomicInteger();

  private CallShards(List<Integer> shards) {
    this.shards = shards.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Claims shards for {@code node} until it has {@code count} or every shard has a home. Asks again
   * as long as there is no answer, as before the cluster has formed, and while every shard is with
   * other nodes: those that they do not need come here then.
   *
   * @return fails with {@link IllegalStateException} when all shards stay with other nodes
   */
  public static CompletionStage<CallShards> claim(CallSharding sharding, NodeId node, int count) {
    return claim(sharding, node, count, ROUNDS);
  }

  private static CompletionStage<CallShards> claim(
      CallSharding sharding, NodeId node, int count, int rounds) {
    var order = new ArrayList<>(IntStream.range(0, CallId.SHARDS).boxed().toList());
    // Nodes that start together ask in different orders, so that they hardly meet.
    Collections.shuffle(order, new Random(node.value().hashCode()));
    return ask(sharding, node, count, order, new ArrayList<>())
        .thenCompose(
            own -> {
              if (!own.isEmpty()) {
                return CompletableFuture.completedFuture(new CallShards(own));
              }
              if (rounds == 1) {
                return CompletableFuture.failedFuture(
                    new IllegalStateException(
                        "no call shard is free: tandem.call.claimed-shards times the number of"
                            + " nodes must not exceed "
                            + CallId.SHARDS));
              }
              return later(NEXT_ROUND).thenCompose(w -> claim(sharding, node, count, rounds - 1));
            });
  }

  private static CompletionStage<List<Integer>> ask(
      CallSharding sharding, NodeId node, int count, List<Integer> left, List<Integer> own) {
    if (own.size() >= count || left.isEmpty()) {
      return CompletableFuture.completedFuture(own);
    }
    var batch = List.copyOf(left.subList(0, Math.min(count - own.size(), left.size())));
    var answers = batch.stream().map(shard -> ask(sharding, shard, node)).toList();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenCompose(
            done -> {
              for (var answer : answers) {
                var claimed = answer.join();
                if (claimed.node().equals(node)) {
                  own.add(claimed.shard());
                }
              }
              return ask(sharding, node, count, left.subList(batch.size(), left.size()), own);
            });
  }

  private static CompletableFuture<CallEntity.Claimed> ask(
      CallSharding sharding, int shard, NodeId node) {
    return sharding
        .claim(shard, node)
        .exceptionallyCompose(
            failure -> {
              LOG.debug("No answer for call shard {}, asking again", shard, failure);
              return later(RETRY).thenCompose(waited -> ask(sharding, shard, node));
            })
        .toCompletableFuture();
  }

  private static CompletableFuture<Void> later(Duration wait) {
    return CompletableFuture.runAsync(
        () -> {}, CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** How many shards this node mints ids in. */
  public int count() {
    return shards.length;
  }

  /** The id of a new call that starts at {@code start} and will live on this node. */
  public CallId mint(Instant start) {
    int at = Math.floorMod(next.getAndIncrement(), shards.length);
    return CallId.mint(shards[at], start, ThreadLocalRandom.current());
  }
}
