package io.tandem.node;

import java.time.Duration;
import java.util.Locale;
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

  private final long begin = System.nanoTime();

  /** What a step says when it failed. */
  interface Remedy {
    /** The message for the operator: what is wrong, and what would be right. */
    String explain(Throwable cause);
  }

  /**
   * Runs a step and waits for it.
   *
   * @throws NodeStartException with the remedy's words when it fails or takes too long
   */
  <T> T step(String name, Duration limit, Remedy remedy, Supplier<CompletionStage<T>> step) {
    long start = System.nanoTime();
    try {
      T result = step.get().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      LOG.info("{} ({} s)", name, seconds(start));
      return result;
    } catch (ExecutionException | CompletionException e) {
      throw new NodeStartException(remedy.explain(root(e)), e);
    } catch (TimeoutException e) {
      throw new NodeStartException(remedy.explain(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NodeStartException("interrupted", e);
    } catch (NodeStartException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new NodeStartException(remedy.explain(e), e);
    }
  }

  /** Something worth knowing during the start. */
  void note(String text) {
    LOG.info("{}", text);
  }

  /** The node serves. The line begins with "ready". */
  void ready(String text) {
    LOG.info("ready after {} s: {}", seconds(begin), text);
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
