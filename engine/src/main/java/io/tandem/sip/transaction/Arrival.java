package io.tandem.sip.transaction;

import io.tandem.sip.message.MessageScan;
import io.tandem.sip.message.ParseResult;
import io.tandem.sip.message.SipParser;
import io.tandem.sip.transport.Flow;

/**
 * What arrived, on its way to the loop that owns it: scanned, not parsed.
 *
 * @param scan of {@code head}
 * @param head a whole datagram, or a message's head from a stream
 * @param body from a stream; null for a datagram
 * @param flow where it came from
 */
record Arrival(MessageScan scan, byte[] head, byte[] body, Flow flow) {
  /** How many bytes arrived. */
  int size() {
    return head.length + (body == null ? 0 : body.length);
  }

  ParseResult parse(SipParser parser) {
    return body == null ? parser.datagram(head) : parser.message(head, body);
  }
}
