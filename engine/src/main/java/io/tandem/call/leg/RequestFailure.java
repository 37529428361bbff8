package io.tandem.call.leg;

/** Why a request got no final response (RFC 3261 §8.1.3.1). */
public enum RequestFailure {
  /** Timer B or F fired: treated as a 408. */
  TIMEOUT,
  /** It could not be sent. */
  TRANSPORT
}
