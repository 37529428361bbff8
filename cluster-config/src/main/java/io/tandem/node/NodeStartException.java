package io.tandem.node;

/** A node that cannot start. The message is for the operator, as it stands. */
final class NodeStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The exit status of a start that would fail again. */
  private static final int REFUSED = 1;

  /** What a process's status is that SIGTERM has ended. */
  private static final int TERMINATED = 143;

  private final int status;

  NodeStartException(String message, Throwable cause) {
    this(message, cause, REFUSED);
  }

  private NodeStartException(String message, Throwable cause, int status) {
    super(message, cause);
    this.status = status;
  }

  /** The cluster removed the node before it was ready, or has ended. */
  static NodeStartException clusterLost() {
    return new NodeStartException(
        "the cluster went on without this node while it started; it has to be started again",
        null,
        Main.LOST_CLUSTER);
  }

  /** What was open was closed while the node started, as a signal does it. */
  static NodeStartException toldToEnd(Throwable cause) {
    return new NodeStartException("told to end while it started", cause, TERMINATED);
  }

  /** Whether nothing is wrong: the process ends as it was told to. */
  boolean isToldToEnd() {
    return status == TERMINATED;
  }

  /** The process's exit status. */
  int status() {
    return status;
  }
}
