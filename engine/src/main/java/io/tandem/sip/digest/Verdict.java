package io.tandem.sip.digest;

/** What credentials turned out to be. */
public enum Verdict {
  /** The right secret with a nonce of this node that is valid and not used up. */
  ACCEPTED,
  /** The right secret, but the nonce is expired or used already: ask again. */
  STALE,
  /** Not the right secret, or an algorithm that is not allowed. */
  WRONG
}
