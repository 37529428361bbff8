package io.tandem.sip.transaction;

/** What a transaction has to do about an event. Effects are performed in their order. */
enum Effect {
  /** Send the message at hand, and remember it. */
  SEND,
  /** Send the remembered message again, if there is one. */
  RESEND,
  /** Client: acknowledge the response at hand, and remember the ACK. */
  SEND_ACK,
  /** Server: send our own 100 and remember it. */
  SEND_TRYING,
  /** Give the message at hand to the user. */
  DELIVER,
  REPORT_TIMEOUT,
  REPORT_TRANSPORT_ERROR,
  /** Restart the retransmission timer with twice its interval, within its limit. */
  BACK_OFF,
  STOP_RETRANSMISSION,
  STOP_TIMERS,
  START_A(TransactionTimer.A),
  START_B(TransactionTimer.B),
  START_D(TransactionTimer.D),
  START_E(TransactionTimer.E),
  /** Timer E in Proceeding: T2 instead of T1 (RFC 3261 §17.1.2.2). */
  START_E_AT_T2(TransactionTimer.E),
  START_F(TransactionTimer.F),
  START_G(TransactionTimer.G),
  START_H(TransactionTimer.H),
  START_I(TransactionTimer.I),
  START_J(TransactionTimer.J),
  START_K(TransactionTimer.K),
  START_L(TransactionTimer.L),
  START_M(TransactionTimer.M),
  START_TRYING(TransactionTimer.TRYING),
  START_ABANDON(TransactionTimer.ABANDON),
  START_ABANDON_INVITE(TransactionTimer.ABANDON_INVITE);

  private final TransactionTimer timer;

  Effect() {
    this(null);
  }

  Effect(TransactionTimer timer) {
    this.timer = timer;
  }

  /** The timer it starts; null if it starts none. */
  TransactionTimer timer() {
    return timer;
  }
}
