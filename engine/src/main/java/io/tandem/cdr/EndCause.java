package io.tandem.cdr;

/**
 * Why nobody took a call, where {@link EndReason} alone does not tell. Apart from the reasons
 * because a release that does not know one passes it over, and still reads the record.
 */
public enum EndCause {
  /** No phone of the callee's was registered. */
  NOT_REGISTERED,
  /** A phone was registered and did not answer the INVITE at all, or could not be sent it. */
  UNREACHABLE,
  /** The phone wanted the call to go elsewhere (3xx), which is not done. */
  REDIRECTED,
  /** The phone, or who sat at it, refused the call; its leg has the status. */
  REFUSED,
  /** A phone rang, and nobody took the call in time. */
  RUNG_OUT
}
