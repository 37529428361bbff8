package io.tandem.sip.transport;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.tandem.id.CborSerializable;
import io.tandem.id.NodeId;
import java.net.InetSocketAddress;

/**
 * Where a message came from and where to send what belongs to it (RFC 5626's flow). A value, not a
 * channel: it may be stored and sent to other nodes, and outlives its connection.
 *
 * @param node the node whose listener it is
 * @param listener name of the listener, see {@link BoundListener#name()}
 * @param transport the listener's protocol
 * @param remote the other end, resolved
 * @param connection number of the connection, never used twice by a node; {@link #NO_CONNECTION}
 *     for UDP and for a TCP connection that is yet to be opened
 */
public record Flow(
    NodeId node,
    String listener,
    Transport transport,
    @JsonSerialize(using = AddressLiteral.Serializer.class)
        @JsonDeserialize(using = AddressLiteral.Deserializer.class)
        InetSocketAddress remote,
    long connection)
    implements CborSerializable {
  /** The number of none. */
  public static final long NO_CONNECTION = 0;

  /**
   * Our own end, as the listener's name says; an unspecified address where it listens on all.
   *
   * @throws IllegalArgumentException when it is not the name of a listener
   */
  public InetSocketAddress local() {
    return AddressLiteral.parse(listener.substring(listener.indexOf(':') + 1));
  }

  /** For logs: {@code udp:10.0.0.1:5060 192.0.2.7:5062}. */
  @Override
  public String toString() {
    return listener
        + " "
        + AddressLiteral.print(remote)
        + (connection == 0 ? "" : " #" + Long.toHexString(connection));
  }
}
