package io.tandem.node;

import io.tandem.call.CallSharding;
import io.tandem.tenant.LiveCalls;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets running calls come to their end, and ends those that do not in time: the calls that live on
 * this node, and those of other nodes with a phone that only this node reaches.
 */
final class Drain {
  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final Duration HANG_UP_LIMIT = Duration.ofSeconds(3);

  private final LiveCalls calls;
  private final CallSharding sharding;
  private final Elsewhere elsewhere;

  /** The calls on other nodes that signal by this one. */
  interface Elsewhere {
    /** How many; never fails, a node that is silent has none. */
    CompletionStage<Integer> count();

    /** Has them hung up. */
    void hangUp();
  }

  Drain(LiveCalls calls, CallSharding sharding, Elsewhere elsewhere) {
    this.calls = calls;
    this.sharding = sharding;
    this.elsewhere = elsewhere;
  }

  /** Waits up to {@code limit} for the calls, then hangs the rest up. */
  void run(Duration limit) {
    LOG.info("{} calls may go on for {} s", count(), limit.toSeconds());
    if (!awaitNone(limit)) {
      LOG.info("Hanging up {} calls", count());
      for (var tenant : calls.tenants()) {
        for (var call : calls.of(tenant)) {
          sharding.shutDown(tenant, call.call());
        }
      }
      elsewhere.hangUp();
      awaitNone(HANG_UP_LIMIT);
    }
  }

  private int count() {
    return calls.count() + elsewhere.count().toCompletableFuture().join();
  }

  private boolean awaitNone(Duration limit) {
    var none = new CompletableFuture<Void>();
    ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
    watch.scheduleWithFixedDelay(
        () -> {
          if (count() == 0) {
            none.complete(null);
          }
        },
        0,
        LOOK_EVERY.toMillis(),
        TimeUnit.MILLISECONDS);
    try {
      none.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      watch.shutdownNow();
    }
  }
}
