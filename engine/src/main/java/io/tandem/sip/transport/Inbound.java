package io.tandem.sip.transport;

import io.tandem.sip.message.MessageScan;

/**
 * Takes what arrives. Called on the loop that read it, which need not be the one that owns its
 * transaction. The arrays belong to the receiver; they are not parsed yet.
 */
public interface Inbound {
  /** A datagram; keep-alives (RFC 5626 §3.5.1) are not among them. */
  void datagram(byte[] bytes, Flow flow);

  /**
   * A message from a stream.
   *
   * @param scan of {@code head}
   * @param head start line and headers, with the empty line
   * @param body as long as Content-Length says
   */
  void frame(MessageScan scan, byte[] head, byte[] body, Flow flow);

  /**
   * A message whose end cannot be found, or is too far away. What is sent on {@code flow} during
   * this call leaves before the connection is closed.
   */
  void fault(StreamFault fault, byte[] head, Flow flow);

  /** The connection of {@code flow} is gone; not told when all are closed with the layer. */
  default void closed(Flow flow) {
    // only who keeps something by connection wants to know
  }
}
