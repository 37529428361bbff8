package io.tandem.sip.transaction;

/**
 * The timers of RFC 3261 table 4 and RFC 6026 §8.4. A transaction runs at most one retransmission
 * timer and one that limits its state, so it needs one object in the wheel: the earlier of the two.
 */
enum TransactionTimer {
  A(Event.TIMER_A, true),
  B(Event.TIMER_B, false),
  D(Event.TIMER_D, false),
  E(Event.TIMER_E, true),
  F(Event.TIMER_F, false),
  G(Event.TIMER_G, true),
  H(Event.TIMER_H, false),
  I(Event.TIMER_I, false),
  J(Event.TIMER_J, false),
  K(Event.TIMER_K, false),
  L(Event.TIMER_L, false),
  M(Event.TIMER_M, false),
  TRYING(Event.TIMER_TRYING, true),
  ABANDON(Event.TIMER_ABANDON, false),
  /** ABANDON of an INVITE, which may ring for long. */
  ABANDON_INVITE(Event.TIMER_ABANDON, false);

  private final Event event;
  private final boolean retransmission;

  TransactionTimer(Event event, boolean retransmission) {
    this.event = event;
    this.retransmission = retransmission;
  }

  /** What its expiry is called. */
  Event event() {
    return event;
  }

  /** Whether it makes the transaction send, and leaves the limit of the state running. */
  boolean isRetransmission() {
    return retransmission;
  }
}
