package io.tandem.cdr;

/** Why a call ended. */
public enum EndReason {
  CALLER_HANGUP,
  CALLEE_HANGUP,
  NO_ANSWER,
  BUSY,
  REJECTED,
  /** The caller gave up before anybody answered (RFC 3261 §9). */
  CANCELLED,
  FAILED,
  TRANSFERRED,
  /** A limit of the tenant, of a trunk or of the call's duration. */
  LIMIT,
  /** No RTP from either side for too long. */
  MEDIA_TIMEOUT,
  /** The node was shut down. */
  SHUTDOWN,
  /** An administrator ended it. */
  ADMIN_HANGUP,
  /** The node that carried it was lost. */
  NODE_LOST
}
