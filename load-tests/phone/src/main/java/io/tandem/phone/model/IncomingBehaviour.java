package io.tandem.phone.model;

import java.time.Duration;

/**
 * What a phone does by itself when a call comes in.
 *
 * @param kind the reaction
 * @param ringing how long to ring before an automatic answer; unused otherwise
 * @param earlyMedia whether ringing is a 183 with SDP and sound instead of a bare 180
 */
public record IncomingBehaviour(Kind kind, Duration ringing, boolean earlyMedia) {

  /** The reactions. */
  public enum Kind {
    /** Ring, then answer 200. */
    ANSWER,
    /** Refuse with 486. */
    BUSY,
    /** Refuse with 603. */
    REJECT,
    /** Ring until the caller gives up. */
    RING,
    /** Send nothing but 100; every further response is a command. */
    MANUAL
  }

  /** Rings for the given time (zero: not at all), then answers. */
  public static IncomingBehaviour answerAfter(Duration ringing) {
    return new IncomingBehaviour(Kind.ANSWER, ringing, false);
  }

  /** 486 Busy Here. */
  public static IncomingBehaviour busy() {
    return new IncomingBehaviour(Kind.BUSY, Duration.ZERO, false);
  }

  /** 603 Decline. */
  public static IncomingBehaviour reject() {
    return new IncomingBehaviour(Kind.REJECT, Duration.ZERO, false);
  }

  /** Rings for ever; the call can still be answered by command. */
  public static IncomingBehaviour ringForever() {
    return new IncomingBehaviour(Kind.RING, Duration.ZERO, false);
  }

  /** Waits for commands. */
  public static IncomingBehaviour manual() {
    return new IncomingBehaviour(Kind.MANUAL, Duration.ZERO, false);
  }

  /** The same, but ringing is 183 with SDP, and the phone's tone is sent before the answer. */
  public IncomingBehaviour withEarlyMedia() {
    return new IncomingBehaviour(kind, ringing, true);
  }
}
