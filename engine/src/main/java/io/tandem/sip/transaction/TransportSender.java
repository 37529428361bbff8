package io.tandem.sip.transaction;

import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.HostPort;
import io.tandem.sip.transport.SendFailure;
import io.tandem.sip.transport.TransportLayer;
import java.net.InetSocketAddress;

/** Sends by real sockets. */
record TransportSender(TransportLayer transport) implements MessageSender {
  @Override
  public void send(byte[] message, Flow flow, SendFailure failure) {
    transport.send(message, flow, failure);
  }

  @Override
  public void sendResponse(byte[] message, Flow flow, InetSocketAddress reconnect) {
    transport.sendResponse(message, flow, reconnect);
  }

  @Override
  public void proven(Flow flow) {
    transport.proven(flow);
  }

  @Override
  public HostPort advertised(Flow flow) {
    return transport.advertised(flow);
  }

  @Override
  public boolean isOurs(HostPort sentBy) {
    return transport.isOurs(sentBy);
  }
}
