package io.tandem.node;

/** A node that cannot start. The message is for the operator, as it stands. */
final class NodeStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NodeStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
