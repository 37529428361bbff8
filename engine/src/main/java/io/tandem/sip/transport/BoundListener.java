package io.tandem.sip.transport;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;

/**
 * A listener that is open.
 *
 * @param name identifies it within its node, the same after a restart: {@code udp:10.0.0.1:5060}
 * @param transport the protocol
 * @param address where it listens, with the real port
 * @param advertised what stands in Via and Contact, with the real port
 */
public record BoundListener(
    String name, Transport transport, InetSocketAddress address, HostPort advertised) {

  static BoundListener of(ListenerSettings settings, InetSocketAddress address) {
    HostPort wanted = settings.advertise();
    HostPort advertised =
        wanted.port() == 0 ? new HostPort(wanted.host(), address.getPort()) : wanted;
    String scheme = settings.transport() == Transport.UDP ? "udp:" : "tcp:";
    return new BoundListener(
        scheme + NetUtil.toSocketAddressString(address), settings.transport(), address, advertised);
  }
}
