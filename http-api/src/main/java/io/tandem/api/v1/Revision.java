package io.tandem.api.v1;

import io.tandem.tenant.Outcome;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Reads an object, changes some of it and writes it back, at the version that was read: two who
 * change different fields at the same time both succeed. The node's copy may be behind the last
 * write for a moment, so a stale one is read again a few times.
 *
 * @param ifMatch the version that the client has seen; empty when any will do
 * @param read the object with its version
 * @param write writes what becomes of the object, if its version is still the given one
 */
record Revision<T>(
    OptionalLong ifMatch,
    Supplier<CompletionStage<Outcome<T>>> read,
    BiFunction<T, OptionalLong, CompletionStage<Outcome<T>>> write) {
  private static final int ATTEMPTS = 6;
  private static final long FIRST_PAUSE_MS = 10;

  /** Makes the change; {@code Busy} when others were faster each time. */
  CompletionStage<Outcome<T>> run() {
    return attempt(1);
  }

  private CompletionStage<Outcome<T>> attempt(int number) {
    return read.get()
        .thenCompose(
            outcome ->
                outcome instanceof Outcome.Done<T> found
                    ? change(found, number)
                    : CompletableFuture.completedFuture(outcome));
  }

  private CompletionStage<Outcome<T>> change(Outcome.Done<T> found, int number) {
    long version = found.version();
    if (ifMatch.isPresent() && version > ifMatch.getAsLong()) {
      return CompletableFuture.completedFuture(new Outcome.StaleVersion<>(version));
    }
    if (ifMatch.isPresent() && version < ifMatch.getAsLong()) {
      return again(number, new Outcome.StaleVersion<>(version));
    }
    return write
        .apply(found.value(), OptionalLong.of(version))
        .thenCompose(
            outcome ->
                outcome instanceof Outcome.StaleVersion<T> && ifMatch.isEmpty()
                    ? again(number, new Outcome.Busy<>())
                    : CompletableFuture.completedFuture(outcome));
  }

  private CompletionStage<Outcome<T>> again(int number, Outcome<T> otherwise) {
    if (number == ATTEMPTS) {
      return CompletableFuture.completedFuture(otherwise);
    }
    var later = CompletableFuture.delayedExecutor(FIRST_PAUSE_MS << number, TimeUnit.MILLISECONDS);
    return CompletableFuture.runAsync(() -> {}, later).thenCompose(rested -> attempt(number + 1));
  }
}
