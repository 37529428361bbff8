package io.tandem.sip.transport;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where and how a node speaks SIP.
 *
 * @param listeners what to listen on, at least one; of two that fit a target the first is used
 * @param socketBufferBytes receive and send buffer of each UDP socket
 * @param stream limits of what arrives on connections
 * @param connections limits of the connections themselves
 */
public record TransportSettings(
    List<ListenerSettings> listeners,
    int socketBufferBytes,
    StreamLimits stream,
    ConnectionLimits connections) {
  private static final int DEFAULT_SOCKET_BUFFER = 4 << 20;

  /**
   * @throws IllegalArgumentException when there is no listener, or two are the same
   */
  public TransportSettings {
    listeners = List.copyOf(listeners);
    if (listeners.isEmpty()) {
      throw new IllegalArgumentException("at least one SIP listener is needed");
    }
    Settings.requirePositive("socket-buffer", socketBufferBytes);
    Set<String> seen = new HashSet<>();
    for (ListenerSettings listener : listeners) {
      if (listener.bind().getPort() != 0 && !seen.add(listener.toString())) {
        throw new IllegalArgumentException("listener configured twice: " + listener);
      }
    }
  }

  /** {@code listeners} with 4 MB socket buffers and the default limits. */
  public static TransportSettings of(List<ListenerSettings> listeners) {
    return new TransportSettings(
        listeners, DEFAULT_SOCKET_BUFFER, StreamLimits.defaults(), ConnectionLimits.defaults());
  }
}
