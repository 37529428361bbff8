package io.tandem.sip.transaction;

import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transaction.TransactionMetrics.Drop;
import io.tandem.sip.transport.Flow;

/**
 * Responses that leave no state behind (RFC 3261 §8.2.7), as strangers get them: on the way that
 * the request came, never on a new connection, and with at most twice the bytes of the request.
 * Whoever forges the source of a datagram gains next to nothing by our answer.
 */
final class StatelessResponses {
  static final int GAIN = 2;

  private final MessageSender sender;
  private final TransactionMetrics metrics;

  StatelessResponses(MessageSender sender, TransactionMetrics metrics) {
    this.sender = sender;
    this.metrics = metrics;
  }

  /** The same to a request that has not been answered yet. */
  byte[] send(SipResponse response, Flow path, int received) {
    return send(response, path, received, 0);
  }

  /**
   * Sends {@code response}, without what it can do without if it is too long, or not at all.
   *
   * @param received how many bytes the request had
   * @param spent how many bytes of answers it has got already
   * @return what was sent, or {@code null}
   */
  byte[] send(SipResponse response, Flow path, int received, int spent) {
    int room = GAIN * received - spent;
    byte[] bytes = response.encode();
    if (bytes.length > room) {
      bytes = response.brief().encode();
    }
    if (bytes.length > room) {
      metrics.dropped(Drop.TOO_SHORT);
      return null;
    }
    sender.send(bytes, path, null);
    return bytes;
  }
}
