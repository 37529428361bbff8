package io.tandem.api.v1;

import io.tandem.api.http.Answer;
import io.tandem.api.http.ApiRequest;
import io.tandem.api.http.Page;
import io.tandem.api.http.Problem;
import io.tandem.tenant.Origin;
import io.tandem.tenant.Outcome;
import java.util.function.Function;

/** The one place that maps what became of a wish to an answer. */
final class Outcomes {
  private Outcomes() {}

  /** The answer for {@code outcome}; success is written by {@code onDone} and carries the ETag. */
  static <T> Answer versioned(Outcome<T> outcome, Function<T, Answer> onDone) {
    return outcome instanceof Outcome.Done<T> done
        ? onDone.apply(done.value()).withVersion(done.version())
        : refusal(outcome);
  }

  /** The answer for {@code outcome}; success is written by {@code onDone}. */
  static <T> Answer plain(Outcome<T> outcome, Function<T, Answer> onDone) {
    return outcome instanceof Outcome.Done<T> done ? onDone.apply(done.value()) : refusal(outcome);
  }

  /** The answer for a page of which each item is read as {@code view} shows it. */
  static <T> Answer page(Outcome<io.tandem.tenant.Page<T>> outcome, Function<T, ?> view) {
    return plain(
        outcome,
        page -> Answer.ok(new Page<>(page.items().stream().map(view).toList(), page.next())));
  }

  private static Answer refusal(Outcome<?> outcome) {
    if (outcome instanceof Outcome.Conflict<?> conflict) {
      return Answer.problem(Problem.ofConflict(conflict.code(), conflict.message()));
    }
    if (outcome instanceof Outcome.StaleVersion<?> stale) {
      return Answer.problem(
          Problem.Kind.STALE_VERSION, "it is at version \"" + stale.current() + "\" now");
    }
    if (outcome instanceof Outcome.LimitReached<?> reached) {
      return Answer.problem(
          Problem.Kind.LIMIT_REACHED,
          "the tenant's limit %s is %d".formatted(reached.limit(), reached.value()));
    }
    if (outcome instanceof Outcome.Invalid<?> invalid) {
      return Answer.problem(Problem.ofFields(invalid.errors()));
    }
    if (outcome instanceof Outcome.Busy<?>) {
      return Answer.problem(Problem.Kind.UNAVAILABLE, "too many change the tenant at this moment")
          .withHeader("Retry-After", "1");
    }
    return notFound();
  }

  /** The answer for what is not there, or not to be seen. */
  static Answer notFound() {
    return Answer.problem(Problem.Kind.NOT_FOUND, "no such resource");
  }

  /** Who asks, for the audit log. */
  static Origin origin(ApiRequest<?> request) {
    String address = request.remote() == null ? "" : request.remote().getHostAddress();
    return new Origin(request.principal().username(), address);
  }
}
