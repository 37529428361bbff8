package io.tandem.store;

import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.connection.FrameTooLongException;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * The one place that tells what the database refuses for good from a database that is away.
 *
 * <table>
 *   <caption>What a failure means</caption>
 *   <tr><td>values that do not bind: half a surrogate pair, a number too large</td><td>refused</td></tr>
 *   <tr><td>a request that Cassandra finds invalid: a value too long, also by a guardrail, an
 *       oversized mutation; one that no frame holds</td><td>refused</td></tr>
 *   <tr><td>any other guardrail, a full disk above all; a table that is not there</td><td>away</td></tr>
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
  private static final String GUARDRAIL = "Guardrail ";

  /** Those of Cassandra's guardrails that look at what is to be written, and at nothing else. */
  private static final Pattern VALUE_GUARDRAIL =
      Pattern.compile(
          "Guardrail (column_\\w*value_size|collection_\\w*size|items_per_\\w+|sai_\\w+_term_size)"
              + " violated");

  /** What the database says of its disk and of its schema. */
  private static final List<String> STATE =
      List.of("disk usage", "does not exist", "doesn't exist", "unconfigured table");

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
        || cause instanceof InvalidQueryException invalid && isAboutValues(invalid);
  }

  /**
   * Cassandra answers alike to a value that it will never take and to any value while its disk is
   * full or a table is missing: only the words differ.
   */
  private static boolean isAboutValues(InvalidQueryException invalid) {
    String words = String.valueOf(invalid.getMessage());
    if (words.contains(GUARDRAIL)) {
      return VALUE_GUARDRAIL.matcher(words).find();
    }
    return STATE.stream().noneMatch(words::contains);
  }

  static Throwable unwrap(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
