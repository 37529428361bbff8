package io.tandem.edge;

import io.netty.util.NetUtil;
import io.tandem.sip.transaction.SipStack;
import io.tandem.sip.transport.BoundListener;
import io.tandem.sip.transport.HostPort;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The node's SIP stack, which is made after those who use it: it has to know the edge before it
 * opens its listeners. Safe for use by any thread.
 */
final class AttachedStack {
  private volatile SipStack stack;
  private volatile Set<HostPort> advertised = Set.of();
  private volatile Set<String> hosts = Set.of();

  void attach(SipStack opened) {
    advertised =
        opened.listeners().stream()
            .map(BoundListener::advertised)
            .map(own -> new HostPort(own.host().toLowerCase(Locale.ROOT), own.port()))
            .collect(Collectors.toUnmodifiableSet());
    hosts =
        Stream.concat(
                advertised.stream().map(HostPort::host),
                opened.listeners().stream()
                    .flatMap(listener -> addresses(listener.address().getAddress()))
                    .map(NetUtil::toAddressString))
            .collect(Collectors.toUnmodifiableSet());
    stack = opened;
  }

  /** Of a listener on all addresses those that the host has now. */
  private static Stream<InetAddress> addresses(InetAddress bound) {
    if (!bound.isAnyLocalAddress()) {
      return Stream.of(bound);
    }
    try {
      return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses);
    } catch (SocketException e) {
      return Stream.empty(); // the advertised one is left
    }
  }

  boolean isAttached() {
    return stack != null;
  }

  /**
   * The stack.
   *
   * @throws IllegalStateException when it is not attached yet
   */
  SipStack get() {
    var attached = stack;
    if (attached == null) {
      throw new IllegalStateException("the SIP stack is not attached yet");
    }
    return attached;
  }

  /** What stands in the Via of requests that this node sends, in lower case. */
  Set<HostPort> advertised() {
    return advertised;
  }

  /** As what phones that know no domain may address this node, in lower case. */
  Set<String> hosts() {
    return hosts;
  }
}
