package io.tandem.sip.transaction;

/**
 * One of the four transactions of RFC 3261 §17: a pure function. Whether the transport is reliable
 * does not matter here, only for the timers' lengths: see {@link TimerSettings}.
 */
interface StateMachine {
  /** How the transaction begins. */
  Step start();

  /**
   * What {@code event} leads to in {@code state}; null where nothing follows from it, which is so
   * for every event that the RFCs do not name.
   */
  Step next(State state, Event event);
}
