package io.tandem.call.flow;

import static io.tandem.call.flow.Script.CALLER;
import static io.tandem.call.flow.Script.ONE;
import static io.tandem.call.flow.Script.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.cdr.EndReason;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Phones that shall ring one after the other, by their q (RFC 3261 §16.6). */
class StagesTest {
  private static final CallTimer STAGE = CallTimer.of(CallTimer.Kind.STAGE_TIME);

  private final Script call = new Script();

  @ParameterizedTest
  @CsvSource({
    "1 1 1,            30, 3,       30",
    "1 0.5 0.5,        30, 1 2,     15",
    "1 0.9 0.8,        30, 1 1 1,   10",
    "1 0.9 0.8 0.7,    14, 1 3,      7",
    "1 0.5,             4, 2,        4"
  })
  void eachPreferenceGetsItsPartOfTheRingTime(String qs, int ringTime, String phones, int each) {
    var bindings =
        Script.bindings(Arrays.stream(qs.split(" ")).mapToDouble(Double::parseDouble).toArray());
    var stages = Stages.of(bindings, Duration.ofSeconds(ringTime));
    assertThat(stages.stages().stream().map(List::size))
        .containsExactly(
            Arrays.stream(phones.split(" ")).map(Integer::valueOf).toArray(Integer[]::new));
    assertThat(stages.each()).isEqualTo(Duration.ofSeconds(each));
  }

  @Test
  void theNextRingWhenAllThatArePreferredHaveRefused() {
    ring(1, 1, 0.5);
    assertThat(call.responds(ONE, 486, "a", null)).isEmpty();
    assertThat(call.responds(TWO, 480, "b", null)).containsExactly("INVITE/1 > 3 {offer>3}");
    assertThat(call.timers).doesNotContainKey(STAGE);
    assertThat(call.responds(Script.THREE, 480, "c", null)).containsExactly("486.0 > INVITE/1@0");
    assertThat(call.state().end().reason()).isEqualTo(EndReason.BUSY);
  }

  @Test
  void theNextRingWhenThePreferredHaveRungTheirTime() {
    ring(1, 0.5);
    call.responds(ONE, 180, "a", null);
    assertThat(call.timers).containsEntry(STAGE, Duration.ofSeconds(15));
    assertThat(call.fires(STAGE.kind(), CALLER))
        .containsExactly("CANCEL/1 > 1", "INVITE/1 > 2 {offer>2}");
    assertThat(call.responds(TWO, 180, "b", null)).containsExactly("180.1 > INVITE/1@0");
    assertThat(call.responds(ONE, 487, "a", null)).isEmpty();
    assertThat(call.responds(TWO, 200, "b", "answer"))
        .containsExactly("ACK/1 > 2.b", "200.1 > INVITE/1@0 {answer>0}", "connect 0 2");
    assertThat(call.timers.keySet()).containsExactly(LegActions.success(CALLER));
  }

  @ParameterizedTest
  @CsvSource({
    "486, 480, NO_ANSWER",
    "480, 480, NO_ANSWER",
    "408, 480, NO_ANSWER",
    "603, 603, REJECTED"
  })
  void whatTheLastSayIsLessThanThatOthersHaveRung(int last, int heard, EndReason reason) {
    ring(1, 0.5);
    call.fires(STAGE.kind(), CALLER);
    call.responds(ONE, 487, "a", null);
    assertThat(call.responds(TWO, last, "b", null)).containsExactly(heard + ".0 > INVITE/1@0");
    assertThat(call.state().end().reason()).isEqualTo(reason);
  }

  @Test
  void anAnswerThatCrossesTheEndOfItsStageIsEndedAndTheNextGoOnRinging() {
    ring(1, 0.5);
    call.fires(STAGE.kind(), CALLER);
    assertThat(call.responds(ONE, 200, "a", "late")).containsExactly("ACK/1 > 1.a", "BYE/2 > 1");
    assertThat(call.fires(CallTimer.Kind.RING_TIME, CALLER))
        .containsExactly("CANCEL/1 > 2", "480.0 > INVITE/1@0");
    assertThat(call.state().end().reason()).isEqualTo(EndReason.NO_ANSWER);
  }

  @Test
  void whoeverEndsTheCallEndsItForThoseToComeToo() {
    ring(1, 0.5);
    assertThat(call.responds(ONE, 603, "a", null)).containsExactly("603.0 > INVITE/1@0");
    assertThat(call.timers).isEmpty();

    var cancelled = new Script();
    cancelled.started("offer", Map.of());
    cancelled.located(1, 0.5);
    assertThat(cancelled.cancels(CALLER)).containsExactly("CANCEL/1 > 1", "487.0 > INVITE/1@0");
    assertThat(cancelled.timers).isEmpty();
  }

  @Test
  void anAnswerOfThePreferredIsAnAnswer() {
    ring(1, 0.5);
    assertThat(call.responds(ONE, 200, "a", "answer"))
        .containsExactly("ACK/1 > 1.a", "200.0 > INVITE/1@0 {answer>0}", "connect 0 1");
    assertThat(call.timers.keySet()).containsExactly(LegActions.success(CALLER));
    assertThat(call.state().leg(TWO)).isNull();
  }

  private void ring(double... qs) {
    call.started("offer", Map.of());
    assertThat(call.located(qs)).hasSizeLessThan(qs.length);
  }
}
