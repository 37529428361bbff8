package io.tandem.store;

/**
 * The keyspace's schema is not one this release works with. The message names what was found and
 * what would be right.
 */
public final class SchemaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SchemaException(String message) {
    super(message);
  }
}
