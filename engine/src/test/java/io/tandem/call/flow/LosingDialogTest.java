package io.tandem.call.flow;

import static io.tandem.call.flow.Script.CALLER;
import static io.tandem.call.flow.Script.ONE;
import static io.tandem.call.flow.Script.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.call.leg.Dialog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes in a dialog that did not win says nothing about the call that goes on. */
class LosingDialogTest {
  private final Script call = Script.ringing("offer", 2);

  @ParameterizedTest
  @CsvSource({"BYE,200", "INVITE,481", "INFO,481", "OPTIONS,481", "UPDATE,481"})
  void anotherForkOfTheWinningLegCannotActOnTheCall(String method, int status) {
    call.responds(ONE, 180, "loser", null);
    call.responds(ONE, 180, "winner", null);
    call.responds(ONE, 200, "winner", "answer");
    call.acks(CALLER, null);
    var before = call.state().leg(ONE);

    assertThat(call.requestsIn(ONE, "loser", method, 7))
        .containsExactly(status + ".0 > " + method + "/7@1");

    assertThat(call.state().leg(ONE)).isEqualTo(before);
    assertThat(call.state().label()).isEqualTo("TALKING");
    assertThat(call.requestsIn(ONE, "winner", "BYE", 1))
        .containsExactly("200.0 > BYE/1@1", "BYE/1 > 0");
  }

  @ParameterizedTest
  @CsvSource({"BYE,200", "INVITE,481", "INFO,481", "OPTIONS,481"})
  void aPhoneThatWasCancelledCannotActOnTheCall(String method, int status) {
    call.responds(TWO, 180, "slow", null);
    call.responds(ONE, 200, "winner", "answer");
    call.acks(CALLER, null);

    assertThat(call.requestsIn(TWO, "slow", method, 7))
        .containsExactly(status + ".0 > " + method + "/7@2");

    assertThat(call.state().label()).isEqualTo("TALKING");
  }

  @Test
  void theByeOfAForkThatWasAnsweredTooLateChangesNothing() {
    call.responds(ONE, 200, "winner", "answer");
    call.acks(CALLER, null);
    assertThat(call.responds(ONE, 200, "late", "answer2"))
        .containsExactly("ACK/1 > 1.late", "BYE/2 > 1");
    assertThat(call.requestsIn(ONE, "late", "BYE", 3)).containsExactly("200.0 > BYE/3@1");
    assertThat(call.state().label()).isEqualTo("TALKING");
  }

  @Test
  void theByeOfAPhoneThatWasDismissedCountsAsOneRefusalOnly() {
    call.responds(ONE, 200, "a", "bad");
    assertThat(call.requestsIn(ONE, "a", "BYE", 3)).containsExactly("200.0 > BYE/3@1");
    assertThat(((Ringing) call.state().flows().get(1)).refusals()).hasSize(1);
  }

  @Test
  void theCallersOtherEarlyDialogsEndWithTheAnswer() {
    call.responds(ONE, 180, "a", null);
    call.responds(TWO, 180, "b", null);
    var other = call.state().leg(CALLER).byVariant(1);
    call.responds(ONE, 200, "a", "answer");
    var answered = call.state().leg(CALLER);
    assertThat(other).isNotNull();
    assertThat(answered.byVariant(1).phase()).isEqualTo(Dialog.Phase.ENDED);
    assertThat(answered.confirmed().variant()).isZero();
  }
}
