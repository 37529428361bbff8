package io.tandem.sip.transport;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;

/**
 * One address this node listens on.
 *
 * @param transport the protocol
 * @param bind where to listen; port 0 lets the operating system choose
 * @param advertise what stands in Via and Contact; its port 0 means the bound port
 */
public record ListenerSettings(Transport transport, InetSocketAddress bind, HostPort advertise) {
  /**
   * @throws IllegalArgumentException when something is missing or {@code bind} is an unresolved
   *     name
   */
  public ListenerSettings {
    if (transport == null || bind == null || advertise == null) {
      throw new IllegalArgumentException("a listener needs transport, bind and advertise");
    }
    if (bind.isUnresolved()) {
      throw new IllegalArgumentException("cannot resolve the address to bind: " + bind);
    }
  }

  /** A listener that advertises {@code host} with the port it is bound to. */
  public static ListenerSettings of(Transport transport, InetSocketAddress bind, String host) {
    return new ListenerSettings(transport, bind, new HostPort(host, 0));
  }

  /** For logs and errors: {@code UDP 127.0.0.1:5060}. */
  @Override
  public String toString() {
    return transport + " " + NetUtil.toSocketAddressString(bind);
  }
}
