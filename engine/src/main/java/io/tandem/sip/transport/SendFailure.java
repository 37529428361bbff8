package io.tandem.sip.transport;

/** Told, on some event loop, that a message did not leave. */
@FunctionalInterface
public interface SendFailure {
  /**
   * @param reason for logs
   */
  void failed(String reason);
}
