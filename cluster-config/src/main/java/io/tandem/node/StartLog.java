package io.tandem.node;

import io.tandem.store.StoreException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the steps of a start one after the other, on the main thread, and logs each with its time.
 * The logger's name is an interface: the demonstration shows its lines.
 */
final class StartLog {
  private static final Logger LOG = LoggerFactory.getLogger("tandem.start");

  private static final Duration RETRY = Duration.ofMillis(500);

  private final long begin = System.nanoTime();
  private final CompletableFuture<Void> clusterLost = new CompletableFuture<>();

  /** What a step says when it failed. */
  interface Remedy {
    /** The message for the operator: what is wrong, and what would be right. */
    String explain(Throwable cause);
  }

  /**
   * Runs a step and waits for it. When the database fails it is tried again, until {@code limit}.
   *
   * @throws NodeStartException with the remedy's words when it fails or takes too long
   */
  <T> T step(String name, Duration limit, Remedy remedy, Supplier<CompletionStage<T>> step) {
    long start = System.nanoTime();
    long end = start + limit.toNanos();
    try {
      Throwable failure =
          new TimeoutException("no answer within %d s".formatted(limit.toSeconds()));
      do {
        CompletableFuture<T> result = run(step);
        await(result, end);
        if (result.isDone() && !result.isCompletedExceptionally()) {
          LOG.info("{} ({} s)", name, seconds(start));
          return result.join();
        }
        failure = failureOf(result, failure);
      } while (failure instanceof StoreException && pause(end));
      throw new NodeStartException(remedy.explain(failure), failure);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NodeStartException("interrupted", e);
    }
  }

  private static <T> CompletableFuture<T> run(Supplier<CompletionStage<T>> step) {
    try {
      return step.get().toCompletableFuture();
    } catch (NodeStartException e) {
      throw e;
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Waits until it has come to its end, well or not, and no longer than the step may take. */
  private void await(CompletableFuture<?> result, long end) throws InterruptedException {
    try {
      CompletableFuture.anyOf(clusterLost, result)
          .get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return; // what has become of the result says it, too
    }
    if (clusterLost.isDone()) {
      throw NodeStartException.clusterLost();
    }
  }

  /** Waits before another attempt; whether there is time for one. */
  private boolean pause(long end) throws InterruptedException {
    await(new CompletableFuture<>(), Math.min(end, System.nanoTime() + RETRY.toNanos()));
    return System.nanoTime() < end;
  }

  /** The cluster goes on without this node: whatever step is under way, it cannot succeed. */
  void clusterLost() {
    clusterLost.complete(null);
  }

  /** Something worth knowing during the start. */
  void note(String text) {
    LOG.info("{}", text);
  }

  /** The node serves. The line begins with "ready". */
  void ready(String text) {
    LOG.info("ready after {} s: {}", seconds(begin), text);
  }

  /** One that has ended well just now, behind its time, has not failed by itself. */
  private static Throwable failureOf(CompletableFuture<?> result, Throwable otherwise) {
    return result
        .handle((done, thrown) -> thrown == null ? otherwise : root(thrown))
        .getNow(otherwise);
  }

  private static Throwable root(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null
        && (cause instanceof ExecutionException || cause instanceof CompletionException)) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static String seconds(long since) {
    return String.format(Locale.ROOT, "%.1f", (System.nanoTime() - since) / 1e9);
  }
}
