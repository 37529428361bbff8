package io.tandem.store;

import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The database did not do what was asked. For a conditional write the outcome may be unknown: read
 * again before trying again.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A failure in these words. */
  public StoreException(String message) {
    super(message);
  }

  /**
   * The driver's failure as one of ours, unless the database refuses the request itself: then it
   * would do so again.
   */
  static <T> CompletionStage<T> unlessRefused(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return CompletableFuture.failedFuture(
        cause instanceof DriverException && !(cause instanceof QueryValidationException)
            ? new StoreException(
                cause.getClass().getSimpleName() + ": " + cause.getMessage(), cause)
            : cause);
  }
}
