package io.tandem.phone.agent;

import gov.nist.javax.sip.stack.HopImpl;
import java.util.List;
import java.util.ListIterator;
import javax.sip.SipException;
import javax.sip.SipStack;
import javax.sip.address.Hop;
import javax.sip.address.Router;
import javax.sip.address.SipURI;
import javax.sip.header.RouteHeader;
import javax.sip.header.ToHeader;
import javax.sip.message.Request;

/**
 * Where a request goes: the topmost Route if there is one; else, outside of a dialog, the outbound
 * proxy; else the Request-URI. The stack makes an instance by reflection.
 */
public final class PhoneRouter implements Router {
  private final String transport;
  private volatile Hop proxy;

  /**
   * Called by the stack.
   *
   * @param configuration {@code host:port/transport}; without a proxy {@code /transport}
   */
  public PhoneRouter(SipStack stack, String configuration) {
    int slash = configuration.lastIndexOf('/');
    transport = configuration.substring(slash + 1);
    if (slash > 0) {
      proxy(configuration.substring(0, slash));
    }
  }

  /** Sends new requests to another proxy from now on. */
  void proxy(String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    int port = Integer.parseInt(hostAndPort.substring(colon + 1));
    proxy = new HopImpl(hostAndPort.substring(0, colon), port, transport);
  }

  @Override
  public Hop getOutboundProxy() {
    return proxy;
  }

  @Override
  public Hop getNextHop(Request request) throws SipException {
    RouteHeader route = (RouteHeader) request.getHeader(RouteHeader.NAME);
    if (route != null && route.getAddress().getURI() instanceof SipURI uri) {
      return hop(uri);
    }
    ToHeader to = (ToHeader) request.getHeader(ToHeader.NAME);
    if (to.getTag() == null && proxy != null) {
      return proxy;
    }
    if (request.getRequestURI() instanceof SipURI uri) {
      return hop(uri);
    }
    throw new SipException("no way to " + request.getRequestURI());
  }

  @Override
  @Deprecated // in the interface it implements
  public ListIterator<Hop> getNextHops(Request request) {
    try {
      return List.of(getNextHop(request)).listIterator();
    } catch (SipException e) {
      return List.<Hop>of().listIterator();
    }
  }

  private Hop hop(SipURI uri) {
    String host = uri.getMAddrParam() != null ? uri.getMAddrParam() : uri.getHost();
    String named = uri.getTransportParam();
    return new HopImpl(
        host, uri.getPort() < 0 ? 5060 : uri.getPort(), named != null ? named : transport);
  }
}
