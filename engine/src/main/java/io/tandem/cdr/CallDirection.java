package io.tandem.cdr;

/** Which way a call crosses the border of its tenant. */
public enum CallDirection {
  /** From a trunk to an extension. */
  INBOUND,
  /** From an extension to a trunk. */
  OUTBOUND,
  /** Between extensions of the tenant. */
  INTERNAL
}
