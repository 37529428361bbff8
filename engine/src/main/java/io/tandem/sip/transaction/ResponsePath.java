package io.tandem.sip.transaction;

import io.tandem.sip.message.Via;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.ResponseRoute;
import io.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;

/**
 * The way back of a request, worked out once.
 *
 * @param flow where responses go
 * @param reconnect where, if that is a connection and gone; null for UDP
 */
record ResponsePath(Flow flow, InetSocketAddress reconnect) {
  /** The way back of a request with {@code via} that came by {@code source}. */
  static ResponsePath of(Via via, Flow source) {
    if (source.transport() == Transport.TCP) {
      return new ResponsePath(source, ResponseRoute.reconnect(via, source.remote()));
    }
    InetSocketAddress target = ResponseRoute.datagram(via, source.remote());
    boolean same = target.equals(source.remote());
    return new ResponsePath(same ? source : elsewhere(source, target), null);
  }

  /**
   * The way to the same client, which has moved to {@code flow}. At its old address somebody else
   * may be by now; on which port it listens for connections only its Via has told.
   */
  ResponsePath by(Flow moved) {
    if (moved.transport() != Transport.TCP) {
      return new ResponsePath(moved, null);
    }
    if (moved.connection() == Flow.NO_CONNECTION || reconnect == null) {
      return new ResponsePath(moved, moved.remote());
    }
    var again = new InetSocketAddress(moved.remote().getAddress(), reconnect.getPort());
    return new ResponsePath(moved, again);
  }

  private static Flow elsewhere(Flow source, InetSocketAddress target) {
    return new Flow(source.node(), source.listener(), source.transport(), target, 0);
  }
}
