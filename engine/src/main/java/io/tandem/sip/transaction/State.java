package io.tandem.sip.transaction;

/** The states of RFC 3261 §17 and RFC 6026; no transaction knows all of them. */
enum State {
  CALLING,
  TRYING,
  PROCEEDING,
  COMPLETED,
  CONFIRMED,
  ACCEPTED,
  TERMINATED
}
