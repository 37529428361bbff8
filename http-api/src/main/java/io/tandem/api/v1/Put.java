package io.tandem.api.v1;

import io.tandem.api.http.Answer;
import io.tandem.api.http.Precondition;
import io.tandem.api.http.Problem;
import io.tandem.tenant.Outcome;
import io.tandem.tenant.PutMode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Creates or replaces what a path names, and answers which it was (RFC 9110 §9.3.4). The node's
 * copy may be behind, so it tells only what to try first.
 *
 * @param location the path
 * @param read the object as the node knows it
 * @param write writes the object, if the mode allows it
 * @param view the object as it is answered
 */
record Put<T>(
    String location,
    Supplier<CompletionStage<Outcome<T>>> read,
    Function<PutMode, CompletionStage<Outcome<T>>> write,
    Function<T, Object> view) {
  private static final int ATTEMPTS = 4;
  private static final String EXISTS = "exists";

  /** Writes it; what {@code precondition} says must be there is not created. */
  CompletionStage<Answer> run(Precondition precondition) {
    if (precondition.mustExist()) {
      return write.apply(PutMode.REPLACE).thenApply(this::replacedAsDemanded);
    }
    return read.get()
        .thenCompose(
            known -> attempt(known instanceof Outcome.Done ? PutMode.REPLACE : PutMode.CREATE, 1));
  }

  private CompletionStage<Answer> attempt(PutMode mode, int number) {
    return write
        .apply(mode)
        .thenCompose(
            outcome ->
                number < ATTEMPTS && isTheOther(mode, outcome)
                    ? attempt(other(mode), number + 1)
                    : CompletableFuture.completedFuture(answer(mode, outcome)));
  }

  /** Whether the copy was behind: it is there although it seemed not to be, or not any more. */
  private static boolean isTheOther(PutMode mode, Outcome<?> outcome) {
    return mode == PutMode.REPLACE
        ? outcome instanceof Outcome.NotFound
        : outcome instanceof Outcome.Conflict<?> conflict && conflict.code().equals(EXISTS);
  }

  private static PutMode other(PutMode mode) {
    return mode == PutMode.REPLACE ? PutMode.CREATE : PutMode.REPLACE;
  }

  private Answer answer(PutMode mode, Outcome<T> outcome) {
    return Outcomes.versioned(
        outcome,
        written ->
            mode == PutMode.CREATE
                ? Answer.created(location, view.apply(written))
                : Answer.ok(view.apply(written)));
  }

  /** RFC 9110 §13.1.1: what is not there does not match, even {@code *}. */
  private Answer replacedAsDemanded(Outcome<T> outcome) {
    return outcome instanceof Outcome.NotFound
        ? Answer.problem(Problem.Kind.STALE_VERSION, "If-Match names what is not there")
        : answer(PutMode.REPLACE, outcome);
  }
}
