package io.tandem.sip.transaction;

import static io.tandem.sip.transaction.Effect.RESEND;
import static io.tandem.sip.transaction.Effect.SEND;
import static io.tandem.sip.transaction.Effect.START_ABANDON;
import static io.tandem.sip.transaction.Effect.START_J;
import static io.tandem.sip.transaction.State.COMPLETED;
import static io.tandem.sip.transaction.State.PROCEEDING;
import static io.tandem.sip.transaction.State.TERMINATED;
import static io.tandem.sip.transaction.State.TRYING;

/**
 * The server's side of any other request: RFC 3261 §17.2.2, from when its sender is known. After
 * 64*T1 the client has given up, and a response would only travel in vain (RFC 4320 §4.2): the
 * transaction ends without one.
 */
final class NonInviteServerMachine implements StateMachine {
  private static final Step START = Step.to(TRYING, START_ABANDON);
  private static final Step PROVISIONAL = Step.to(PROCEEDING, SEND);
  private static final Step REPEAT_PROVISIONAL = Step.to(PROCEEDING, RESEND);
  private static final Step FINAL = Step.to(COMPLETED, START_J, SEND);
  private static final Step REPEAT_FINAL = Step.to(COMPLETED, RESEND);
  private static final Step END = Step.to(TERMINATED);

  @Override
  public Step start() {
    return START;
  }

  @Override
  public Step next(State state, Event event) {
    return switch (state) {
      case TRYING -> unanswered(event);
      case PROCEEDING -> event == Event.REQUEST ? REPEAT_PROVISIONAL : unanswered(event);
      case COMPLETED -> completed(event);
      default -> null;
    };
  }

  private static Step unanswered(Event event) {
    return switch (event) {
      case PROVISIONAL -> PROVISIONAL;
      case SUCCESS, FAILURE -> FINAL;
      case TIMER_ABANDON -> END;
      default -> null;
    };
  }

  private static Step completed(Event event) {
    return switch (event) {
      case REQUEST -> REPEAT_FINAL;
      case TIMER_J -> END;
      default -> null;
    };
  }
}
