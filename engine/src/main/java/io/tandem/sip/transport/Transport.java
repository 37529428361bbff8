package io.tandem.sip.transport;

/** How SIP messages travel. */
public enum Transport {
  /** Datagrams: unreliable, so transactions retransmit. */
  UDP(false),
  /** A byte stream, framed by Content-Length. */
  TCP(true);

  private final boolean reliable;

  Transport(boolean reliable) {
    this.reliable = reliable;
  }

  /** Whether nothing sent is lost without notice (RFC 3261 §17: no retransmissions then). */
  public boolean isReliable() {
    return reliable;
  }
}
