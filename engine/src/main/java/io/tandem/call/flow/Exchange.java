package io.tandem.call.flow;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.tandem.id.LegId;

/**
 * An INVITE that is relayed from one leg to the other, with its offer and answer.
 *
 * @param offer the offer as its sender made it; {@code null} while it is not known
 * @param cseq that of our INVITE on {@code to}, once its 2xx came; 0 before
 */
record Exchange(LegId from, LegId to, Stage stage, String offer, long cseq) {
  /** How far it has come. */
  enum Stage {
    /** The INVITE had the offer; its 2xx will bring the answer. */
    OFFERED,
    /** The INVITE had no offer; its 2xx will bring it. */
    INVITED,
    /** The 2xx brought the offer; the ACK will bring the answer. */
    AWAITING_ANSWER
  }

  static Exchange offered(LegId from, LegId to, String offer) {
    return new Exchange(from, to, Stage.OFFERED, offer, 0);
  }

  static Exchange invited(LegId from, LegId to) {
    return new Exchange(from, to, Stage.INVITED, null, 0);
  }

  /** {@code to}'s 2xx to the INVITE with {@code cseq} had an offer, which {@code from} has now. */
  static Exchange awaitingAnswer(LegId from, LegId to, String offer, long cseq) {
    return new Exchange(from, to, Stage.AWAITING_ANSWER, offer, cseq);
  }

  /** Who holds when {@code answer} was given to the offer. */
  Hold after(Hold before, String answer) {
    return isAwaitingAnswer()
        ? before.after(to, offer, from, answer)
        : before.after(from, offer, to, answer);
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
