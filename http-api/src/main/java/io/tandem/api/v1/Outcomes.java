package io.tandem.api.v1;

import io.tandem.api.http.Answer;
import io.tandem.api.http.ApiRequest;
import io.tandem.api.http.Problem;
import io.tandem.tenant.Origin;
import io.tandem.tenant.Outcome;
import java.util.OptionalLong;
import java.util.function.Function;

/** The one place that maps what became of a change to an answer. */
final class Outcomes {
  private Outcomes() {}

  /** The answer for {@code outcome}; success is written by {@code onDone} and carries the ETag. */
  static <T> Answer answer(Outcome<T> outcome, Function<T, Answer> onDone) {
    if (outcome instanceof Outcome.Done<T> done) {
      return onDone.apply(done.value()).withVersion(done.version());
    }
    if (outcome instanceof Outcome.Conflict<T> conflict) {
      return Answer.problem(Problem.Kind.CONFLICT, conflict.message());
    }
    if (outcome instanceof Outcome.StaleVersion<T> stale) {
      return Answer.problem(
          Problem.Kind.STALE_VERSION, "it is at version \"" + stale.current() + "\" now");
    }
    if (outcome instanceof Outcome.LimitReached<T> reached) {
      return Answer.problem(
          Problem.Kind.LIMIT_REACHED,
          "the tenant's limit %s is %d".formatted(reached.limit(), reached.value()));
    }
    if (outcome instanceof Outcome.Invalid<T> invalid) {
      return Answer.problem(
          Problem.of(Problem.Kind.INVALID, "see the field errors", invalid.errors()));
    }
    if (outcome instanceof Outcome.Busy<T>) {
      return Answer.problem(Problem.Kind.UNAVAILABLE, "too many changes of the tenant are waiting")
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

  /** The version in If-Match. */
  static OptionalLong expected(ApiRequest<?> request) {
    return request.ifMatch().map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }
}
