package io.tandem.node;

import io.tandem.call.CallSharding;
import io.tandem.tenant.LiveCalls;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets running calls come to their end, and ends those that do not in time. */
final class Drain {
  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final Duration HANG_UP_LIMIT = Duration.ofSeconds(3);

  private final LiveCalls calls;
  private final CallSharding sharding;

  Drain(LiveCalls calls, CallSharding sharding) {
    this.calls = calls;
    this.sharding = sharding;
  }

  /** Waits up to {@code limit} for the calls of this node, then hangs the rest up. */
  void run(Duration limit) {
    LOG.info("{} calls may go on for {} s", calls.count(), limit.toSeconds());
    if (!awaitNone(limit)) {
      LOG.info("Hanging up {} calls", calls.count());
      for (var tenant : calls.tenants()) {
        for (var call : calls.of(tenant)) {
          sharding.shutDown(tenant, call.call());
        }
      }
      awaitNone(HANG_UP_LIMIT);
    }
  }

  private boolean awaitNone(Duration limit) {
    var none = new CompletableFuture<Void>();
    ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
    watch.scheduleAtFixedRate(
        () -> {
          if (calls.count() == 0) {
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
