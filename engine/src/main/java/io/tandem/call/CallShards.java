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
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The call shards that this node has claimed, and the ids of new calls in them. A shard never
 * leaves a node that lives, so what was claimed once stays good. Safe for use by any thread.
 */
public final class CallShards {
  private static final Logger LOG = LoggerFactory.getLogger(CallShards.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final int[] shards;
  private final AtomicInteger next = new AtomicInteger();

  private CallShards(List<Integer> shards) {
    this.shards = shards.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Claims shards for {@code node} until it has {@code count} or every shard has a home. Asks again
   * as long as there is no answer, as before the cluster has formed.
   *
   * @return fails with {@link IllegalStateException} when all shards are with other nodes
   */
  public static CompletionStage<CallShards> claim(CallSharding sharding, NodeId node, int count) {
    var order = new ArrayList<>(IntStream.range(0, CallId.SHARDS).boxed().toList());
    // Nodes that start together ask in different orders, so that they hardly meet.
    Collections.shuffle(order, new Random(node.value().hashCode()));
    return claim(sharding, node, count, order, new ArrayList<>());
  }

  private static CompletionStage<CallShards> claim(
      CallSharding sharding, NodeId node, int count, List<Integer> left, List<Integer> own) {
    if (own.size() >= count || left.isEmpty()) {
      return own.isEmpty()
          ? CompletableFuture.failedFuture(
              new IllegalStateException(
                  "no call shard is free: tandem.call.claimed-shards times the number of nodes"
                      + " must not exceed "
                      + CallId.SHARDS))
          : CompletableFuture.completedFuture(new CallShards(own));
    }
    var batch = List.copyOf(left.subList(0, Math.min(count - own.size(), left.size())));
    var answers = batch.stream().map(shard -> ask(sharding, shard)).toList();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenCompose(
            done -> {
              for (var answer : answers) {
                var claimed = answer.join();
                if (claimed.node().equals(node)) {
                  own.add(claimed.shard());
                }
              }
              var rest = left.subList(batch.size(), left.size());
              return claim(sharding, node, count, rest, own);
            });
  }

  private static CompletableFuture<CallEntity.Claimed> ask(CallSharding sharding, int shard) {
    return sharding
        .claim(shard)
        .exceptionallyCompose(
            failure -> {
              LOG.debug("No answer for call shard {}, asking again", shard, failure);
              Executor later =
                  CompletableFuture.delayedExecutor(RETRY.toMillis(), TimeUnit.MILLISECONDS);
              return CompletableFuture.runAsync(() -> {}, later)
                  .thenCompose(waited -> ask(sharding, shard));
            })
        .toCompletableFuture();
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
