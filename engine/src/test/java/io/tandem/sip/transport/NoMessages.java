package io.tandem.sip.transport;

import io.tandem.sip.message.MessageScan;

/** For tests in which no message may arrive. */
final class NoMessages implements Inbound {
  @Override
  public void datagram(byte[] bytes, Flow flow) {
    throw new AssertionError("no message");
  }

  @Override
  public void frame(MessageScan scan, byte[] head, byte[] body, Flow flow) {
    throw new AssertionError("no message");
  }

  @Override
  public void fault(StreamFault fault, byte[] head, Flow flow) {
    throw new AssertionError("no message");
  }
}
