package io.tandem.phone.model;

/** Where a call of a phone stands; a call only ever moves downwards in this list. */
public enum CallState {
  /** Our INVITE is out; nothing but 100 came back. */
  CALLING,
  /** We received an INVITE and have not answered it finally. */
  INCOMING,
  /** Our INVITE was answered with 18x. */
  RINGING,
  /** A 2xx was sent or received. */
  ANSWERED,
  /** Refused, cancelled or hung up; {@link CallStatus#status()} says how. */
  ENDED
}
