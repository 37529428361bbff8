package io.tandem.store;

/**
 * The database did not do what was asked. For a conditional write the outcome may be unknown: read
 * again before trying again.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  StoreException(String message) {
    super(message);
  }
}
