package io.tandem.store.cassandra;

/** The embedded database cannot run; the message says why and what to do about it. */
public final class EmbeddedCassandraException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EmbeddedCassandraException(String message) {
    super(message);
  }

  EmbeddedCassandraException(String message, Throwable cause) {
    super(message, cause);
  }
}
