package io.tandem.sip.transaction;

/** What happens to a transaction. */
enum Event {
  /** A 1xx: from the network to a client transaction, from the user to a server transaction. */
  PROVISIONAL,
  /** A 2xx. */
  SUCCESS,
  /** A 300 to 699. */
  FAILURE,
  /** Server: the request came again. */
  REQUEST,
  /** Server: an ACK came. */
  ACK,
  /** Client: a CANCEL was sent for this INVITE. */
  CANCELLED,
  /** What was last sent could not be sent. */
  TRANSPORT_ERROR,
  TIMER_A,
  TIMER_B,
  TIMER_D,
  TIMER_E,
  TIMER_F,
  TIMER_G,
  TIMER_H,
  TIMER_I,
  TIMER_J,
  TIMER_K,
  TIMER_L,
  TIMER_M,
  /** 200 ms without a response from the user (RFC 3261 §17.2.1). */
  TIMER_TRYING,
  /** The user gives no response: for 64*T1 (RFC 4320 §4.2), to an INVITE for much longer. */
  TIMER_ABANDON
}
