package io.tandem.actor;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Pekko's answers as plain futures. The stages that Pekko's Java API returns hand every dependant
 * to the common pool, even {@code thenApply}; on a host with one or two cores that pool is a new
 * thread for each.
 */
public final class Direct {
  private Direct() {}

  /** The outcome of {@code stage}; what depends on it runs where it arrives, and must not block. */
  public static <T> CompletableFuture<T> of(CompletionStage<T> stage) {
    var direct = new CompletableFuture<T>();
    stage.whenCompleteAsync(
        (value, failure) -> {
          if (failure == null) {
            direct.complete(value);
          } else {
            direct.completeExceptionally(failure);
          }
        },
        Runnable::run);
    return direct;
  }
}
