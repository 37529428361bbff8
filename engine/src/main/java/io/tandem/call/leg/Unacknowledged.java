package io.tandem.call.leg;

import io.tandem.sip.transaction.TransactionRef;
import io.tandem.sip.transport.Flow;
import java.time.Duration;

/**
 * A 2xx of ours whose ACK has not come. We repeat it, at first after T1, then after twice as long
 * up to T2, until 64×T1 have passed (RFC 3261 §13.3.1.4).
 *
 * @param cseq the INVITE's, and so the ACK's
 * @param interval how long to wait before the next repetition
 * @param waited how long we have waited when {@code interval} is over
 * @param opening whether the INVITE opened its leg
 */
public record Unacknowledged(
    TransactionRef transaction,
    long cseq,
    OutgoingResponse response,
    Duration interval,
    Duration waited,
    boolean opening) {

  /** A 2xx sent just now. */
  public static Unacknowledged first(
      ServerInvite invite, OutgoingResponse response, Duration timerT1, boolean opening) {
    return new Unacknowledged(
        invite.transaction(), invite.cseq(), response, timerT1, timerT1, opening);
  }

  /** What follows a repetition: twice the interval, up to T2 and the end of 64×T1. */
  public Unacknowledged next(Duration timerT1, Duration timerT2) {
    var doubled = min(interval.multipliedBy(2), timerT2);
    var left = timerT1.multipliedBy(64).minus(waited);
    var wait = min(doubled, left);
    return new Unacknowledged(transaction, cseq, response, wait, waited.plus(wait), opening);
  }

  /** Whether 64×T1 are over now that the interval is. */
  public boolean isOverdue(Duration timerT1) {
    return waited.compareTo(timerT1.multipliedBy(64)) >= 0;
  }

  /** The same 2xx, whose receiver is reached by {@code flow} now. */
  public Unacknowledged by(Flow flow) {
    return new Unacknowledged(transaction, cseq, response.by(flow), interval, waited, opening);
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
