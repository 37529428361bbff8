package io.tandem.call.flow;

import io.tandem.call.flow.Outcome.FinalResponse;
import io.tandem.call.leg.IncomingResponse;
import io.tandem.cdr.EndCause;
import io.tandem.cdr.EndReason;
import java.util.Comparator;
import java.util.List;

/**
 * Which of several refusals the caller hears (RFC 3261 §16.7, step 6): a 6xx first, then that a
 * phone rang its time, whatever others said, else the lowest class, and within 4xx what says most
 * about the callee.
 */
final class ResponseChoice {
  /** Within 4xx: busy before what can be cured by another try, silence last. */
  private static final List<Integer> PREFERRED = List.of(486, 415, 420, 484, 488, 480);

  private static final List<Integer> LAST = List.of(404, 408, 487);
  private static final int MIDDLE = PREFERRED.size();
  private static final int UNAVAILABLE = 480;
  private static final int BEHIND_6XX = 999;

  /** Nobody answered, though somebody may have heard it. */
  static final FinalResponse RUNG_OUT =
      FinalResponse.of(UNAVAILABLE, Reason.NO_ANSWER).because(EndCause.RUNG_OUT);

  private ResponseChoice() {}

  /**
   * What a callee's final response means to the caller. A challenge is meant for us, not for the
   * caller, and a redirection would show the callee's addresses: to the caller both are a phone
   * that cannot be reached. 503 would keep the caller from trying others through us, so it becomes
   * 500.
   */
  static FinalResponse translate(IncomingResponse response) {
    int status = response.status();
    boolean unavailable = status < 400 || status == 401 || status == 407;
    if (unavailable) {
      return FinalResponse.of(UNAVAILABLE).because(cause(status));
    }
    return FinalResponse.of(status == 503 ? 500 : status, Reason.in(response.headers()))
        .because(cause(status));
  }

  private static EndCause cause(int status) {
    return switch (status) {
      case 486, 487, 600 -> null;
      case 408 -> EndCause.UNREACHABLE;
      default -> status < 400 ? EndCause.REDIRECTED : EndCause.REFUSED;
    };
  }

  /** The best of {@code responses}; 480 if there is none. */
  static FinalResponse best(List<FinalResponse> responses) {
    return responses.stream()
        .min(Comparator.comparingInt(ResponseChoice::rank))
        .orElseGet(() -> FinalResponse.of(UNAVAILABLE));
  }

  /** What the call's record says about a call that ended with {@code response}. */
  static EndReason reason(FinalResponse response) {
    if (response.equals(RUNG_OUT)) {
      return EndReason.NO_ANSWER;
    }
    boolean refused = response.cause() == EndCause.REFUSED;
    return switch (response.status()) {
      case 403, 480 -> refused ? EndReason.REJECTED : EndReason.FAILED;
      case 486, 600 -> EndReason.BUSY;
      case 603 -> EndReason.REJECTED;
      case 408 -> EndReason.NO_ANSWER;
      case 487 -> EndReason.CANCELLED;
      default -> EndReason.FAILED;
    };
  }

  private static int rank(FinalResponse response) {
    if (response.equals(RUNG_OUT)) {
      return BEHIND_6XX;
    }
    int status = response.status();
    int family = status / 100 == 6 ? 0 : status / 100;
    return family * 1000 + within(status);
  }

  private static int within(int status) {
    int preferred = PREFERRED.indexOf(status);
    if (preferred >= 0) {
      return preferred;
    }
    int last = LAST.indexOf(status);
    return last >= 0 ? MIDDLE + 1 + last : MIDDLE;
  }
}
