package io.tandem.edge;

import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import io.tandem.net.TimerWheel;
import io.tandem.registrar.Pulse;
import io.tandem.registrar.Reachability;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;
import java.util.function.Consumer;

/**
 * The flow of one binding, and what has been heard on it. A phone that has never answered may be
 * one that does not answer such questions, so nothing is known of it however long it is silent.
 *
 * <p>Not safe for use by several threads: its {@link FlowKeeper} owns it.
 */
final class WatchedFlow extends TimerWheel.Timer {
  private final Owner owner;
  private final Flow flow;
  private final String callId;
  private final Consumer<WatchedFlow> due;
  private String contact;
  private long endsAt;
  private long cseq;
  private long askedAt;
  private boolean waiting;
  private int missed;
  private boolean hasAnswered;
  private Pulse pulse = Pulse.UNKNOWN;
  private long toldAt;

  /** Whose binding it is. */
  record Owner(TenantId tenant, Extension extension, String bindingId) {}

  /**
   * @param callId of all questions on it, which nobody can guess
   * @param due called when it is time for the next question
   */
  WatchedFlow(Owner owner, Flow flow, String callId, Consumer<WatchedFlow> due) {
    this.owner = owner;
    this.flow = flow;
    this.callId = callId;
    this.due = due;
  }

  @Override
  protected void expired() {
    due.accept(this);
  }

  Owner owner() {
    return owner;
  }

  Flow flow() {
    return flow;
  }

  String callId() {
    return callId;
  }

  String contact() {
    return contact;
  }

  Pulse pulse() {
    return pulse;
  }

  /** A connection is kept open by its phone; it is only looked at whether it still is. */
  boolean isAsked() {
    return flow.transport() == Transport.UDP;
  }

  /** The phone has registered: it is there, whatever it left unanswered. */
  void registered(String newContact, long until) {
    contact = newContact;
    endsAt = until;
    waiting = false;
    missed = 0;
    if (pulse.state() == Reachability.SILENT) {
      pulse = Pulse.UNKNOWN;
    }
  }

  /** It is the same phone as {@code before}, on another flow. */
  void follows(WatchedFlow before) {
    hasAnswered = before.hasAnswered;
  }

  boolean isOver(long now) {
    return now - endsAt >= 0;
  }

  /**
   * The next question goes out.
   *
   * @param most how many may stay unanswered in a row
   * @return its CSeq
   */
  long ask(long now, int most) {
    if (waiting) {
      missed++;
    }
    if (missed >= most && hasAnswered) {
      pulse = Pulse.silent();
    }
    waiting = true;
    askedAt = now;
    return ++cseq;
  }

  /** Whether the last question may have been lost on its way, so that the next is due soon. */
  boolean isInDoubt() {
    return missed > 0 && pulse.state() == Reachability.ANSWERS;
  }

  /** Any answer, also to an earlier question, shows that the phone is there. */
  void answered(long toCseq, long now) {
    waiting = false;
    missed = 0;
    hasAnswered = true;
    Integer before = pulse.roundTripMillis();
    int millis = (int) ((now - askedAt) / 1_000_000);
    pulse = toCseq == cseq || before == null ? Pulse.answered(millis) : Pulse.answered(before);
  }

  /** Notes that the registrar is told what is known now. */
  void told(long now) {
    toldAt = now;
  }

  boolean isToldBefore(long time) {
    return toldAt - time < 0;
  }
}
