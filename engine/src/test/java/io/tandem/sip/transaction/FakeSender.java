package io.tandem.sip.transaction;

import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.HostPort;
import io.tandem.sip.transport.SendFailure;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Notes what is sent and when; fails when told to. */
final class FakeSender implements MessageSender {
  /** A message and its time. */
  record Sent(long millis, String text) {
    String what() {
      String line = WireText.startLine(text);
      return line.startsWith("SIP/2.0") ? line.substring(8, 11) : line.split(" ")[0];
    }
  }

  static final HostPort OURS = new HostPort("tandem.example", 5060);

  final List<Sent> sent = new ArrayList<>();
  boolean failing;
  private final LongSupplier millis;

  FakeSender(LongSupplier millis) {
    this.millis = millis;
  }

  @Override
  public void send(byte[] message, Flow flow, SendFailure failure) {
    if (failing && failure != null) {
      failure.failed("broken");
      return;
    }
    sent.add(new Sent(millis.getAsLong(), new String(message, StandardCharsets.UTF_8)));
  }

  @Override
  public void sendResponse(byte[] message, Flow flow, InetSocketAddress reconnect) {
    send(message, flow, null);
  }

  @Override
  public void proven(Flow flow) {
    // there is no connection
  }

  @Override
  public HostPort advertised(Flow flow) {
    return OURS;
  }

  @Override
  public boolean isOurs(HostPort sentBy) {
    return OURS.equals(sentBy);
  }
}
