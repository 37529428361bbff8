package io.tandem.node;

import io.tandem.id.CallId;
import io.tandem.id.TenantId;
import io.tandem.tenant.LiveCalls;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
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
  private final BiConsumer<TenantId, CallId> shutDown;
  private final Elsewhere elsewhere;

  /** The calls on other nodes that signal by this one. */
  interface Elsewhere {
    /** How many; empty while a node that is to be heard does not say. Never fails. */
    CompletionStage<OptionalInt> count();

    /** Has them hung up. */
    void hangUp();
  }

  /**
   * @param shutDown ends a call because a node ends
   */
  Drain(LiveCalls calls, BiConsumer<TenantId, CallId> shutDown, Elsewhere elsewhere) {
    this.calls = calls;
    this.shutDown = shutDown;
    this.elsewhere = elsewhere;
  }

  /** Waits up to {@code limit} for the calls, then hangs the rest up. */
  void run(Duration limit) {
    LOG.info("{} may go on for {} s", describe(), limit.toSeconds());
    boolean none = awaitNone(limit);
    if (!none) {
      LOG.info("Hanging up {}", describe());
      for (var tenant : calls.tenants()) {
        for (var call : calls.of(tenant)) {
          shutDown.accept(tenant, call.call());
        }
      }
    }
    elsewhere.hangUp(); // whatever was counted: what rings or talks by this node cannot go on
    if (!none) {
      awaitNone(HANG_UP_LIMIT);
    }
  }

  private String describe() {
    var others = elsewhere.count().toCompletableFuture().join();
    return others.isPresent()
        ? "%d calls".formatted(calls.count() + others.getAsInt())
        : "%d calls, and those of nodes that do not say,".formatted(calls.count());
  }

  private boolean isNone() {
    return calls.count() == 0
        && elsewhere.count().toCompletableFuture().join().equals(OptionalInt.of(0));
  }

  private boolean awaitNone(Duration limit) {
    var none = new CompletableFuture<Void>();
    ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
    watch.scheduleWithFixedDelay(
        () -> {
          if (isNone()) {
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
