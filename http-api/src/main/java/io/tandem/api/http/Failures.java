package io.tandem.api.http;

import io.tandem.store.StoreException;
import io.tandem.tenant.TenantUnavailableException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.http.scaladsl.model.EntityStreamException;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place that maps exceptions to answers. None of their words travel to the client. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  /** The answer for what stopped a request. */
  static Answer answer(Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (cause instanceof RefusedException refused) {
      return refused.answer();
    }
    if (StoreException.isRefusal(cause)) {
      LOG.warn("A request holds what the database never takes: {}", cause.toString());
      return Answer.problem(
          Problem.Kind.INVALID, "the database never takes it: too long, or no text");
    }
    if (isAbsence(cause)) {
      // The database has a line of its own in the log.
      LOG.atLevel(StoreException.logLevel(cause))
          .log("A request found no service: {}", cause.toString());
      return Answer.problem(
              Problem.Kind.UNAVAILABLE,
              "a service that it needs is away or busy; whether a change was made is not known")
          .withHeader("Retry-After", "1");
    }
    LOG.error("A request failed", cause);
    return Answer.problem(Problem.Kind.INTERNAL, "it was logged; try again later");
  }

  /** The answer for a body that did not arrive as it should. */
  static RefusedException ofBody(Throwable thrown, int maxBody) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (cause instanceof TimeoutException) {
      return new RefusedException(Problem.Kind.REQUEST_TIMEOUT, "send it without pauses");
    }
    boolean tooLarge =
        cause instanceof EntityStreamSizeException
            || cause instanceof EntityStreamException limit
                && limit.info().summary().contains("too large");
    return tooLarge
        ? new RefusedException(
            Problem.Kind.TOO_LARGE, "at most %d bytes are taken".formatted(maxBody))
        : new RefusedException(Problem.Kind.BAD_REQUEST, "the body broke off");
  }

  private static boolean isAbsence(Throwable cause) {
    return cause instanceof StoreException
        || cause instanceof TenantUnavailableException
        || cause instanceof TimeoutException
        || cause instanceof RejectedExecutionException;
  }
}
