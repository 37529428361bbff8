package io.tandem.phone.model;

import java.util.List;

/**
 * A change of a running call by re-INVITE.
 *
 * @param hold how to hold; null: not on hold
 * @param codecs the codecs to offer from now on; empty: as before
 * @param offerless send no offer, answer the one in the 2xx
 * @param retryGlare whether a 491 is retried after the time of RFC 3261 §14.1
 */
public record Reinvite(HoldStyle hold, List<String> codecs, boolean offerless, boolean retryGlare) {

  /** Takes copies. */
  public Reinvite {
    codecs = List.copyOf(codecs);
  }

  /** Puts the call on hold. */
  public static Reinvite hold(HoldStyle style) {
    return new Reinvite(style, List.of(), false, true);
  }

  /** Talks again, or simply repeats the session. */
  public static Reinvite resume() {
    return new Reinvite(null, List.of(), false, true);
  }

  /** Offers other codecs. */
  public static Reinvite codecs(String... values) {
    return new Reinvite(null, List.of(values), false, true);
  }

  /** Sends no offer. */
  public static Reinvite withoutOffer() {
    return new Reinvite(null, List.of(), true, true);
  }

  /** The same, but 491 is final. */
  public Reinvite withoutGlareRetry() {
    return new Reinvite(hold, codecs, offerless, false);
  }
}
