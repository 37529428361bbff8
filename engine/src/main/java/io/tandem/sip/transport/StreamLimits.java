package io.tandem.sip.transport;

import java.time.Duration;

/**
 * What a peer may send on a stream.
 *
 * @param maxHeadBytes start line and headers; a longer head closes the connection
 * @param maxBodyBytes a longer body is answered with 413 and closes the connection
 * @param messageTimeout how long a message may take from its first byte to its last
 */
public record StreamLimits(int maxHeadBytes, int maxBodyBytes, Duration messageTimeout) {
  /**
   * @throws IllegalArgumentException when a limit is not positive
   */
  public StreamLimits {
    Settings.requirePositive("max-head", maxHeadBytes);
    Settings.requirePositive("max-body", maxBodyBytes);
    Settings.requirePositive("message-timeout", messageTimeout);
  }

  /** 32 kB of head, 64 kB of body, 10 s. */
  public static StreamLimits defaults() {
    return new StreamLimits(32 * 1024, 64 * 1024, Duration.ofSeconds(10));
  }
}
