package io.tandem.sip.transport;

import io.netty.util.NetUtil;
import io.tandem.sip.message.Via;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Where a response goes (RFC 3261 §18.2.2, RFC 3581 §4). The {@code maddr} of RFC 3261 is not
 * followed: it would let a stranger direct our responses at anyone.
 */
public final class ResponseRoute {
  private static final int DEFAULT_PORT = 5060;

  private ResponseRoute() {}

  /**
   * The target of a response over UDP. With {@code rport} it goes back to where the request came
   * from. Without, to the sent-by port, unless sent-by shows an address that is not the source's:
   * then the client sits behind a NAT, and only the source is open.
   *
   * @param via the request's top Via
   * @param source where the request came from
   */
  public static InetSocketAddress datagram(Via via, InetSocketAddress source) {
    if (via.parameter("rport") != null) {
      return source;
    }
    InetAddress sentBy = NetUtil.createInetAddressFromIpAddressString(via.host());
    boolean translated = sentBy != null && !sentBy.equals(source.getAddress());
    return translated || source.getPort() == port(via) ? source : reconnect(via, source);
  }

  /**
   * Where to open a connection for a response when the request's own is gone: the address it came
   * from, the port of sent-by.
   */
  public static InetSocketAddress reconnect(Via via, InetSocketAddress source) {
    return new InetSocketAddress(source.getAddress(), port(via));
  }

  private static int port(Via via) {
    return via.port() < 0 ? DEFAULT_PORT : via.port();
  }
}
