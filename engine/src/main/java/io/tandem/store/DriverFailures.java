package io.tandem.store;

import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.connection.FrameTooLongException;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The one place that tells what the database refuses for good from a database that is away.
 *
 * <table>
 *   <caption>What a failure means</caption>
 *   <tr><td>values that do not bind: half a surrogate pair, a number too large</td><td>refused</td></tr>
 *   <tr><td>a request that Cassandra finds invalid: a value too long, an oversized mutation, a
 *       guardrail; one that no frame holds</td><td>refused</td></tr>
 *   <tr><td>a statement that does not prepare: the schema or the role's rights are wrong, whatever
 *       the values</td><td>away</td></tr>
 *   <tr><td>no node, no quorum, a timeout, overload, an error of the server's, a role without
 *       rights</td><td>away</td></tr>
 * </table>
 *
 * What may be put right without the request being changed counts as away: who is away is asked
 * again.
 */
final class DriverFailures {
  private DriverFailures() {}

  /** What the failure of a bound request means. */
  static StoreException ofRequest(Throwable failure) {
    Throwable cause = unwrap(failure);
    return refuses(cause) ? StoreException.refused(cause) : StoreException.away(cause);
  }

  /** What it means that a statement could not be prepared. */
  static StoreException ofPreparation(Throwable failure) {
    return StoreException.away(unwrap(failure));
  }

  /**
   * The driver's failure at the start as one of ours, unless the database refuses the request
   * itself: then it would do so again.
   */
  static <T> CompletionStage<T> unlessRefused(Throwable failure) {
    Throwable cause = unwrap(failure);
    boolean ours = cause instanceof DriverException && !(cause instanceof QueryValidationException);
    return CompletableFuture.failedFuture(ours ? StoreException.away(cause) : cause);
  }

  private static boolean refuses(Throwable cause) {
    return cause instanceof FrameTooLongException
        || cause instanceof QueryValidationException && !(cause instanceof UnauthorizedException);
  }

  static Throwable unwrap(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
