package io.tandem.sip.transaction;

import static io.tandem.sip.transaction.Effect.BACK_OFF;
import static io.tandem.sip.transaction.Effect.DELIVER;
import static io.tandem.sip.transaction.Effect.RESEND;
import static io.tandem.sip.transaction.Effect.SEND;
import static io.tandem.sip.transaction.Effect.SEND_TRYING;
import static io.tandem.sip.transaction.Effect.START_ABANDON_INVITE;
import static io.tandem.sip.transaction.Effect.START_G;
import static io.tandem.sip.transaction.Effect.START_H;
import static io.tandem.sip.transaction.Effect.START_I;
import static io.tandem.sip.transaction.Effect.START_L;
import static io.tandem.sip.transaction.Effect.START_TRYING;
import static io.tandem.sip.transaction.Effect.STOP_RETRANSMISSION;
import static io.tandem.sip.transaction.State.ACCEPTED;
import static io.tandem.sip.transaction.State.COMPLETED;
import static io.tandem.sip.transaction.State.CONFIRMED;
import static io.tandem.sip.transaction.State.PROCEEDING;
import static io.tandem.sip.transaction.State.TERMINATED;

/**
 * The server's side of an INVITE, from when its sender is known: RFC 3261 §17.2.1 as corrected by
 * RFC 6026 §7.1. A response that cannot be sent changes nothing: the request will come again, or a
 * timer ends the transaction.
 */
final class InviteServerMachine implements StateMachine {
  private static final Step START = Step.to(PROCEEDING, START_TRYING, START_ABANDON_INVITE);
  private static final Step TRYING = Step.to(PROCEEDING, STOP_RETRANSMISSION, SEND_TRYING);
  private static final Step REPEAT_PROVISIONAL = Step.to(PROCEEDING, RESEND);
  private static final Step PROVISIONAL = Step.to(PROCEEDING, STOP_RETRANSMISSION, SEND);
  private static final Step SUCCESS = Step.to(ACCEPTED, STOP_RETRANSMISSION, START_L, SEND);
  private static final Step FAILURE =
      Step.to(COMPLETED, STOP_RETRANSMISSION, START_G, START_H, SEND);
  private static final Step REPEAT_FAILURE = Step.to(COMPLETED, RESEND);
  private static final Step RETRANSMIT = Step.to(COMPLETED, RESEND, BACK_OFF);
  private static final Step ACKNOWLEDGED = Step.to(CONFIRMED, STOP_RETRANSMISSION, START_I);
  private static final Step REPEATED_SUCCESS = Step.to(ACCEPTED, SEND);
  private static final Step ACK_OF_SUCCESS = Step.to(ACCEPTED, DELIVER);
  private static final Step END = Step.to(TERMINATED);

  @Override
  public Step start() {
    return START;
  }

  @Override
  public Step next(State state, Event event) {
    return switch (state) {
      case PROCEEDING -> proceeding(event);
      case COMPLETED -> completed(event);
      case CONFIRMED -> event == Event.TIMER_I ? END : null;
      case ACCEPTED -> accepted(event);
      default -> null;
    };
  }

  /** An INVITE whose user is lost, with the call's node for instance, is not kept for ever. */
  private static Step proceeding(Event event) {
    return switch (event) {
      case REQUEST -> REPEAT_PROVISIONAL;
      case PROVISIONAL -> PROVISIONAL;
      case SUCCESS -> SUCCESS;
      case FAILURE -> FAILURE;
      case TIMER_TRYING -> TRYING;
      case TIMER_ABANDON -> END;
      default -> null;
    };
  }

  private static Step completed(Event event) {
    return switch (event) {
      case REQUEST -> REPEAT_FAILURE;
      case ACK -> ACKNOWLEDGED;
      case TIMER_G -> RETRANSMIT;
      case TIMER_H -> END;
      default -> null;
    };
  }

  /** A request that comes again is only absorbed: the user repeats its 2xx by itself (RFC 6026). */
  private static Step accepted(Event event) {
    return switch (event) {
      case SUCCESS -> REPEATED_SUCCESS;
      case ACK -> ACK_OF_SUCCESS;
      case TIMER_L -> END;
      default -> null;
    };
  }
}
