package io.tandem.call.flow;

import io.tandem.id.LegId;

/**
 * Names a timer of a call; starting it anew replaces it.
 *
 * @param leg whose; the caller's for timers of the whole call
 */
public record CallTimer(Kind kind, LegId leg) {
  /** What it is for. */
  public enum Kind {
    /** How long the callee's phones may ring. */
    RING_TIME,
    /** How long the caller's INVITE is good for (RFC 3261 §13.3.1). */
    EXPIRES,
    /** How long the phones of one q may ring while there are others. */
    STAGE_TIME,
    /** How long a phone may say nothing at all before those that say something go first. */
    SILENCE,
    /** RFC 3261 §16.6, for each INVITE of ours. */
    TIMER_C,
    /** The next repetition of our 2xx, or the end of the wait for its ACK (RFC 3261 §13.3.1.4). */
    SUCCESS,
    /** The next repetition of a reliable provisional response (RFC 3262 §3). */
    RELIABLE,
    /** How long a BYE may go without answer before its phone is looked for. */
    UNANSWERED_BYE,
    /** How long a call may last. */
    CALL_DURATION,
    /** The end of a session that nobody refreshes (RFC 4028 §10). */
    SESSION,
    /** When we refresh a session (RFC 4028 §10). */
    REFRESH,
    /** When a peer without session timer is asked whether it is still there. */
    OPTIONS
  }

  /** A timer of the whole call. */
  static CallTimer of(Kind kind) {
    return new CallTimer(kind, LegId.CALLER);
  }
}
