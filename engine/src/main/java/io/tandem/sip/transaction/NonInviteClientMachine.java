package io.tandem.sip.transaction;

import static io.tandem.sip.transaction.Effect.BACK_OFF;
import static io.tandem.sip.transaction.Effect.DELIVER;
import static io.tandem.sip.transaction.Effect.REPORT_TIMEOUT;
import static io.tandem.sip.transaction.Effect.REPORT_TRANSPORT_ERROR;
import static io.tandem.sip.transaction.Effect.RESEND;
import static io.tandem.sip.transaction.Effect.SEND;
import static io.tandem.sip.transaction.Effect.START_E;
import static io.tandem.sip.transaction.Effect.START_E_AT_T2;
import static io.tandem.sip.transaction.Effect.START_F;
import static io.tandem.sip.transaction.Effect.START_K;
import static io.tandem.sip.transaction.Effect.STOP_RETRANSMISSION;
import static io.tandem.sip.transaction.State.COMPLETED;
import static io.tandem.sip.transaction.State.PROCEEDING;
import static io.tandem.sip.transaction.State.TERMINATED;
import static io.tandem.sip.transaction.State.TRYING;

/** The client's side of any other request: RFC 3261 §17.1.2. */
final class NonInviteClientMachine implements StateMachine {
  private static final Step START = Step.to(TRYING, SEND, START_E, START_F);
  private static final Step RETRANSMIT = Step.to(TRYING, RESEND, BACK_OFF);
  private static final Step RETRANSMIT_SLOWLY = Step.to(PROCEEDING, RESEND, START_E_AT_T2);
  private static final Step PROVISIONAL = Step.to(PROCEEDING, DELIVER);
  private static final Step FINAL = Step.to(COMPLETED, STOP_RETRANSMISSION, START_K, DELIVER);
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
      case TRYING -> event == Event.TIMER_E ? RETRANSMIT : unanswered(event);
      case PROCEEDING -> event == Event.TIMER_E ? RETRANSMIT_SLOWLY : unanswered(event);
      case COMPLETED -> event == Event.TIMER_K ? END : null;
      default -> null;
    };
  }

  private static Step unanswered(Event event) {
    return switch (event) {
      case PROVISIONAL -> PROVISIONAL;
      case SUCCESS, FAILURE -> FINAL;
      case TIMER_F -> TIMED_OUT;
      case TRANSPORT_ERROR -> UNREACHABLE;
      default -> null;
    };
  }
}
