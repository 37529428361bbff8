package io.tandem.sip.transaction;

import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.HostPort;
import io.tandem.sip.transport.SendFailure;
import java.net.InetSocketAddress;

/** What transactions need of the transport layer; a seam for tests without sockets. */
interface MessageSender {
  /** Sends on a flow; {@code failure} may be null. */
  void send(byte[] message, Flow flow, SendFailure failure);

  /** Sends on a flow, or on a new connection to {@code reconnect} if it is gone. */
  void sendResponse(byte[] message, Flow flow, InetSocketAddress reconnect);

  /** Whoever is at the other end of {@code flow} has proved something. */
  void proven(Flow flow);

  /** Our sent-by for what leaves by {@code flow}. */
  HostPort advertised(Flow flow);

  /** Whether we write {@code sentBy} into Via. */
  boolean isOurs(HostPort sentBy);
}
