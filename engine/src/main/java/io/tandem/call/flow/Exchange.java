package io.tandem.call.flow;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.tandem.id.LegId;

/**
 * An INVITE that is relayed from one leg to the other, with its offer and answer.
 *
 * @param holds whether the offer puts the other side on hold
 * @param cseq that of our INVITE on {@code to}, once its 2xx came; 0 before
 */
record Exchange(LegId from, LegId to, Stage stage, boolean holds, long cseq) {
  /** How far it has come. */
  enum Stage {
    /** The INVITE had the offer; its 2xx will bring the answer. */
    OFFERED,
    /** The INVITE had no offer; its 2xx will bring it. */
    INVITED,
    /** The 2xx brought the offer; the ACK will bring the answer. */
    AWAITING_ANSWER
  }

  static Exchange offered(LegId from, LegId to, boolean holds) {
    return new Exchange(from, to, Stage.OFFERED, holds, 0);
  }

  static Exchange invited(LegId from, LegId to) {
    return new Exchange(from, to, Stage.INVITED, false, 0);
  }

  /** {@code to}'s 2xx to the INVITE with {@code cseq} had an offer, which {@code from} has now. */
  static Exchange awaitingAnswer(LegId from, LegId to, long cseq) {
    return new Exchange(from, to, Stage.AWAITING_ANSWER, false, cseq);
  }

  @JsonIgnore
  boolean isOffered() {
    return stage == Stage.OFFERED;
  }

  @JsonIgnore
  boolean isAwaitingAnswer() {
    return stage == Stage.AWAITING_ANSWER;
  }
}
