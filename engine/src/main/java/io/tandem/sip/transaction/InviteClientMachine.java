package io.tandem.sip.transaction;

import static io.tandem.sip.transaction.Effect.BACK_OFF;
import static io.tandem.sip.transaction.Effect.DELIVER;
import static io.tandem.sip.transaction.Effect.REPORT_TIMEOUT;
import static io.tandem.sip.transaction.Effect.REPORT_TRANSPORT_ERROR;
import static io.tandem.sip.transaction.Effect.RESEND;
import static io.tandem.sip.transaction.Effect.SEND;
import static io.tandem.sip.transaction.Effect.SEND_ACK;
import static io.tandem.sip.transaction.Effect.START_A;
import static io.tandem.sip.transaction.Effect.START_ABANDON_INVITE;
import static io.tandem.sip.transaction.Effect.START_B;
import static io.tandem.sip.transaction.Effect.START_D;
import static io.tandem.sip.transaction.Effect.START_M;
import static io.tandem.sip.transaction.Effect.STOP_RETRANSMISSION;
import static io.tandem.sip.transaction.Effect.STOP_TIMERS;
import static io.tandem.sip.transaction.State.ACCEPTED;
import static io.tandem.sip.transaction.State.CALLING;
import static io.tandem.sip.transaction.State.COMPLETED;
import static io.tandem.sip.transaction.State.PROCEEDING;
import static io.tandem.sip.transaction.State.TERMINATED;

/** The client's side of an INVITE: RFC 3261 §17.1.1 as corrected by RFC 6026 §7.2. */
final class InviteClientMachine implements StateMachine {
  private static final Step START = Step.to(CALLING, SEND, START_A, START_B);
  private static final Step RETRANSMIT = Step.to(CALLING, RESEND, BACK_OFF);
  private static final Step FIRST_PROVISIONAL =
      Step.to(PROCEEDING, STOP_TIMERS, START_ABANDON_INVITE, DELIVER);
  private static final Step PROVISIONAL = Step.to(PROCEEDING, DELIVER);
  private static final Step CANCEL_SENT = Step.to(PROCEEDING, START_B);
  private static final Step SUCCESS = Step.to(ACCEPTED, STOP_RETRANSMISSION, START_M, DELIVER);
  private static final Step REPEATED_SUCCESS = Step.to(ACCEPTED, DELIVER);
  private static final Step FAILURE =
      Step.to(COMPLETED, STOP_RETRANSMISSION, START_D, SEND_ACK, DELIVER);
  private static final Step REPEATED_FAILURE = Step.to(COMPLETED, RESEND);
  private static final Step TIMED_OUT = Step.to(TERMINATED, REPORT_TIMEOUT);
  private static final Step UNREACHABLE = Step.to(TERMINATED, REPORT_TRANSPORT_ERROR);
  private static final Step END = Step.to(TERMINATED);

  @Override
  public Step start() {
    return START;
  }

  @Override
  public Step next(State state, Event event) {
    return switch (state) {
      case CALLING -> calling(event);
      case PROCEEDING -> proceeding(event);
      case COMPLETED -> completed(event);
      case ACCEPTED -> accepted(event);
      default -> null;
    };
  }

  private static Step calling(Event event) {
    return switch (event) {
      case PROVISIONAL -> FIRST_PROVISIONAL;
      case SUCCESS -> SUCCESS;
      case FAILURE -> FAILURE;
      case TIMER_A -> RETRANSMIT;
      case TIMER_B -> TIMED_OUT;
      case TRANSPORT_ERROR -> UNREACHABLE;
      default -> null;
    };
  }

  /**
   * A cancelled INVITE does not ring for ever: 64*T1 after its CANCEL it is given up (§9.1). Nor
   * does one whose user is lost and cannot cancel it.
   */
  private static Step proceeding(Event event) {
    return switch (event) {
      case PROVISIONAL -> PROVISIONAL;
      case SUCCESS -> SUCCESS;
      case FAILURE -> FAILURE;
      case CANCELLED -> CANCEL_SENT;
      case TIMER_B, TIMER_ABANDON -> TIMED_OUT;
      default -> null;
    };
  }

  /**
   * The user has its final response already, so an ACK that cannot be sent is no news to it: the
   * response will come again.
   */
  private static Step completed(Event event) {
    return switch (event) {
      case FAILURE -> REPEATED_FAILURE;
      case TIMER_D -> END;
      default -> null;
    };
  }

  private static Step accepted(Event event) {
    return switch (event) {
      case SUCCESS -> REPEATED_SUCCESS;
      case TIMER_M -> END;
      default -> null;
    };
  }
}
