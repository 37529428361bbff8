package io.tandem.edge;

import io.tandem.sip.transaction.SipStack;
import io.tandem.sip.transport.BoundListener;
import io.tandem.sip.transport.HostPort;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The node's SIP stack, which is made after those who use it: it has to know the edge before it
 * opens its listeners. Safe for use by any thread.
 */
final class AttachedStack {
  private volatile SipStack stack;
  private volatile Set<HostPort> advertised = Set.of();

  void attach(SipStack opened) {
    advertised =
        opened.listeners().stream()
            .map(BoundListener::advertised)
            .map(own -> new HostPort(own.host().toLowerCase(Locale.ROOT), own.port()))
            .collect(Collectors.toUnmodifiableSet());
    stack = opened;
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
}
