package io.tandem.call.flow;

import static io.tandem.call.flow.FollowingTest.ELSEWHERE;
import static io.tandem.call.flow.FollowingTest.answeredAt;
import static io.tandem.call.flow.FollowingTest.registeredAgain;
import static io.tandem.call.flow.FollowingTest.unacknowledged;
import static io.tandem.call.flow.Script.CALLER;
import static io.tandem.call.flow.Script.ONE;
import static io.tandem.call.flow.Script.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.call.flow.CallTimer.Kind;
import io.tandem.call.leg.RequestFailure;
import io.tandem.sip.transport.Flow;
import org.junit.jupiter.api.Test;

/** The answer to a caller that moves while something else is under way. */
class MovedCallerTest {
  private static final String HOME = "sip:1001@192.0.2.100";

  private static Flow lastWay(Script call) {
    return call.responses.get(call.responses.size() - 1).way();
  }

  /** The callee's key does not reach the caller. */
  private static Iterable<String> keyFails(Script call) {
    call.requests(ONE, "INFO", 7, "Signal=1");
    long cseq = call.requests.get(call.requests.size() - 1).cseq();
    return call.on(new Event.RequestFailed(CALLER, "INFO", cseq, RequestFailure.TRANSPORT));
  }

  @Test
  void theAnswerToAReinviteGoesToWhereItsSenderHasMoved() {
    var call = answeredAt(HOME);
    call.acks(CALLER, null);
    call.requests(CALLER, "INVITE", "offer2");
    call.on(call.requested(CALLER, "UPDATE", 9, null, "call@alice", ELSEWHERE));
    call.responds(ONE, 200, "a", "answer2");
    assertThat(lastWay(call)).isEqualTo(ELSEWHERE);
    assertThat(call.state().leg(CALLER).flow()).isEqualTo(ELSEWHERE);
  }

  /** The leg is there before the answer is. */
  @Test
  void theAnswerFollowsALegThatWasMovedForAnotherRequest() {
    var call = answeredAt(HOME);
    assertThat(keyFails(call)).containsExactly("pursue 0 1001");
    call.on(registeredAgain(START.plusSeconds(1)));
    assertThat(call.state().leg(CALLER).flow()).isEqualTo(ELSEWHERE);

    call.fires(Kind.SUCCESS, CALLER);
    assertThat(call.fires(Kind.SUCCESS, CALLER)).contains("pursue 0 1001");
    assertThat(call.on(registeredAgain(START.plusSeconds(1)))).hasSize(1);
    assertThat(lastWay(call)).isEqualTo(ELSEWHERE);
  }

  @Test
  void theAnswerFollowsThoughAnotherRequestIsLookedAfterWithIt() {
    var call = unacknowledged();
    assertThat(keyFails(call)).isEmpty();
    assertThat(call.on(registeredAgain(START.plusSeconds(1))))
        .anyMatch(said -> said.startsWith("200.0 > INVITE"))
        .anyMatch(said -> said.startsWith("500"));
    call.fires(Kind.SUCCESS, CALLER);
    assertThat(lastWay(call)).isEqualTo(ELSEWHERE);
  }
}
