package io.tandem.phone.model;

/** How a phone says in SDP that it holds the call (RFC 3264 §8.4). */
public enum HoldStyle {
  /** {@code a=sendonly}, the way of today. */
  SENDONLY,
  /** {@code a=inactive}. */
  INACTIVE,
  /** {@code c=IN IP4 0.0.0.0}, the way of RFC 2543, still alive in old phones. */
  ZERO_ADDRESS
}
