package io.tandem.store;

import java.util.concurrent.CompletionException;
import org.slf4j.event.Level;

/**
 * The database did not do what was asked. For a conditional write the outcome may be unknown: read
 * again before trying again. A {@linkplain #isRefusal refusal} is another matter: the database will
 * never take this request as it is, and nothing of it was done.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean refusal;

  /** A failure in these words. */
  public StoreException(String message) {
    this(message, null, false);
  }

  private StoreException(String message, Throwable cause, boolean refusal) {
    super(message, cause);
    this.refusal = refusal;
  }

  static StoreException away(Throwable cause) {
    return new StoreException(describe(cause), cause, false);
  }

  static StoreException refused(Throwable cause) {
    return new StoreException(describe(cause), cause, true);
  }

  private static String describe(Throwable cause) {
    return cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }

  /** Whether the database refused for good what it was given; asking again is in vain. */
  public boolean isRefusal() {
    return refusal;
  }

  /** Whether {@code failure} says that the database refused for good what it was given. */
  public static boolean isRefusal(Throwable failure) {
    return unwrapped(failure) instanceof StoreException store && store.refusal;
  }

  /**
   * Whether {@code failure} says that the database is away or busy. The store itself has a line for
   * that in the log ({@link OutageLog}); who comes upon it needs none of its own.
   */
  public static boolean isAbsence(Throwable failure) {
    return unwrapped(failure) instanceof StoreException store && !store.refusal;
  }

  /**
   * At which level somebody who tries again logs {@code failure}: a database that is away has its
   * line already.
   */
  public static Level logLevel(Throwable failure) {
    return isAbsence(failure) ? Level.DEBUG : Level.WARN;
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
