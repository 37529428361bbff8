package io.tandem.call.flow;

import static io.tandem.call.flow.Script.CALLER;
import static io.tandem.call.flow.Script.ONE;
import static io.tandem.call.flow.Script.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.call.leg.Body;
import io.tandem.call.leg.RequestFailure;
import io.tandem.cdr.EndCause;
import io.tandem.cdr.EndReason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RingingTest {
  private static final String RING = "<urn:alert:source:internal>, <urn:alert:tone:x>;info=y";

  private static final CallTimer SILENCE = CallTimer.of(CallTimer.Kind.SILENCE);

  private final Script call = new Script();

  @Test
  void looksForTheCalleeAndInvitesItsPhoneWithTheCallersOffer() {
    assertThat(
            call.started(
                "offer", Map.of("Max-Forwards", "20", "Alert-Info", RING, "User-Agent", "y")))
        .containsExactly("locate 1002");
    assertThat(call.located(1)).containsExactly("INVITE/1 > 1 {offer>1}");

    var invite = call.requests.get(0);
    assertThat(invite.requestUri()).isEqualTo("sip:1002@192.0.2.101");
    assertThat(invite.fromUri()).isEqualTo("sip:1001@acme.test");
    assertThat(invite.fromDisplayName()).isEqualTo("Alice");
    assertThat(invite.toUri()).isEqualTo("sip:1002@acme.test");
    assertThat(invite.toTag()).isNull();
    assertThat(invite.maxForwards()).isEqualTo(19);
    assertThat(invite.headers()).containsEntry("Alert-Info", RING).doesNotContainKey("User-Agent");
    assertThat(invite.routes()).isEmpty();
    assertThat(invite.sipCallId()).doesNotContain("alice").isNotEqualTo(invite.fromTag());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<http://10.0.0.1/ring.wav>",
        "<urn:alert:tone:x>, <http://10.0.0.1/ring.wav>",
        "<urn:alert:tone:x>;x=<file:///etc>",
        "http://10.0.0.1/?<urn:alert:tone:x>"
      })
  void noPhoneIsMadeToFetchItsRingingFromElsewhere(String alertInfo) {
    call.started("offer", Map.of("Alert-Info", alertInfo));
    call.located(1);
    assertThat(call.requests.get(0).headers()).containsOnlyKeys("Session-Expires", "Min-SE");
  }

  /** What the phone answers has the INVITE's From-tag, and so must what we say in the dialog. */
  @Test
  void aKeyThatIsExchangedWhileThePhoneRingsChangesNoTag() {
    ring(1);
    call.rotateKey();
    call.responds(ONE, 180, "a", null);
    assertThat(call.responds(ONE, 200, "a", "answer"))
        .containsExactly("ACK/1 > 1.a", "200.0 > INVITE/1@0 {answer>0}", "connect 0 1");
    assertThat(call.requests.get(1).fromTag()).isEqualTo(call.requests.get(0).fromTag());
    assertThat(call.requests(ONE, "BYE", 9, null)).startsWith("200.0 > BYE/9@1");
  }

  @Test
  void ringsNoMorePhonesThanOneCallMayCost() {
    call.started("offer", Map.of());
    assertThat(call.located(40)).hasSize(Ringing.MAX_PHONES);
    assertThat(call.requests).hasSize(Ringing.MAX_PHONES);
  }

  @Test
  void refusesACalleeWithoutPhones() {
    call.started("offer", Map.of());
    assertThat(call.located(0)).containsExactly("480.0 > INVITE/1@0");
    assertEnded(EndReason.FAILED, 480);
    assertThat(call.state().end().cause()).isEqualTo(EndCause.NOT_REGISTERED);
  }

  @Test
  void refusesWhenTheRegistrarFailsAndWhenNoHopIsLeft() {
    call.started("offer", Map.of());
    assertThat(call.on(new Event.NotLocated())).containsExactly("500.0 > INVITE/1@0");
    assertEnded(EndReason.FAILED, 500);
    assertThat(new Script().started("offer", Map.of("Max-Forwards", "0")))
        .containsExactly("483.0 > INVITE/1@0");
  }

  @Test
  void relaysRingingAndEarlyMediaOfEveryForkInAnEarlyDialogOfItsOwn() {
    ring(2);
    assertThat(call.responds(ONE, 100, null, null)).isEmpty();
    assertThat(call.responds(ONE, 180, "a", null)).containsExactly("180.0 > INVITE/1@0");
    assertThat(call.responds(TWO, 183, "b", "early"))
        .containsExactly("183.1 > INVITE/1@0 {early>0}");
    assertThat(call.responds(ONE, 180, "a", null)).containsExactly("180.0 > INVITE/1@0");
    assertThat(call.responds(ONE, 183, "c", "other"))
        .containsExactly("183.2 > INVITE/1@0 {other>0}");
    assertThat(call.responds(ONE, 199, "a", null)).isEmpty();
    assertThat(call.state().times().ringingAt()).isEqualTo(Script.START);
    assertThat(call.state().leg(CALLER).dialogs()).hasSize(3);
  }

  @Test
  void theFirst2xxWinsAndTheOthersAreCancelled() {
    ring(2);
    call.responds(ONE, 180, "a", null);
    call.responds(TWO, 180, "b", null);
    assertThat(call.responds(TWO, 200, "b", "answer"))
        .containsExactly(
            "CANCEL/1 > 1", "ACK/1 > 2.b", "200.1 > INVITE/1@0 {answer>0}", "connect 0 2");
    assertThat(call.released()).containsExactly(ONE);
    assertThat(call.state().label()).isEqualTo("TALKING");
    assertThat(call.state().times().answeredAt()).isEqualTo(Script.START);
    assertThat(call.responds(ONE, 487, "a", null)).isEmpty();
    assertThat(call.state().leg(ONE).isOutstanding()).isFalse();
    assertThat(call.timers.keySet()).containsExactly(LegActions.success(CALLER));
  }

  @Test
  void acknowledgesByTheRouteSetInReverseAndTheContactOfThe2xx() {
    ring(1);
    call.responds(ONE, 200, "a", "answer");
    var ack = call.requests.get(1);
    assertThat(ack.requestUri()).isEqualTo("sip:phone-a@192.0.2.9");
    assertThat(ack.routes()).containsExactly("<sip:r2;lr>", "<sip:r1;lr>");
    assertThat(ack.toTag()).isEqualTo("a");
    assertThat(ack.body()).isNull();
  }

  @Test
  void a2xxThatCrossesTheCancelIsAcknowledgedAndEnded() {
    ring(2);
    call.responds(ONE, 180, "a", null);
    call.responds(TWO, 200, "b", "answer");
    assertThat(call.responds(ONE, 200, "a", "late")).containsExactly("ACK/1 > 1.a", "BYE/2 > 1");
    assertThat(call.responds(ONE, 200, "a", "late")).containsExactly("ACK/1 > 1.a");
    assertThat(call.responds(ONE, "BYE", 2, 200, "a", null)).isEmpty();
    assertThat(call.state().leg(ONE).isOutstanding()).isFalse();
    assertThat(call.state().label()).isEqualTo("TALKING");
  }

  @Test
  void anotherForkOfTheSameLegIsAcknowledgedAndEndedToo() {
    ring(1);
    call.responds(ONE, 180, "a", null);
    call.responds(ONE, 180, "b", null);
    assertThat(call.responds(ONE, 200, "b", "answer"))
        .containsExactly("ACK/1 > 1.b", "200.1 > INVITE/1@0 {answer>0}", "connect 0 1");
    assertThat(call.responds(ONE, 200, "a", "late")).containsExactly("ACK/1 > 1.a", "BYE/2 > 1");
    assertThat(call.responds(ONE, 200, "new", "late"))
        .containsExactly("ACK/1 > 1.new", "BYE/3 > 1");
    assertThat(call.responds(ONE, 200, "b", "answer")).containsExactly("ACK/1 > 1.b");
    assertThat(call.state().leg(ONE).confirmed().remoteTag()).isEqualTo("b");
  }

  @Test
  void takesTheAnswerOfThe183WhenThe2xxHasNone() {
    ring(1);
    call.responds(ONE, 183, "a", "early");
    assertThat(call.responds(ONE, 200, "a", null))
        .containsExactly("ACK/1 > 1.a", "200.0 > INVITE/1@0 {early>0}", "connect 0 1");
  }

  @Test
  void anOfferlessInviteGetsThePhonesOfferAndItsAckWaitsForTheAnswer() {
    call.started(null, Map.of());
    assertThat(call.located(1)).containsExactly("INVITE/1 > 1");
    assertThat(call.responds(ONE, 183, "a", "preview")).containsExactly("183.0 > INVITE/1@0");
    assertThat(call.responds(ONE, 200, "a", "offer"))
        .containsExactly("200.0 > INVITE/1@0 {offer>0}");
    assertThat(call.responds(ONE, 200, "a", "offer")).isEmpty();
    assertThat(call.acks(CALLER, "answer"))
        .containsExactly("ACK/1 > 1.a {answer>1}", "connect 0 1");
    assertThat(call.responds(ONE, 200, "a", "offer")).containsExactly("ACK/1 > 1.a {answer>1}");
  }

  @ParameterizedTest
  @CsvSource(
      value = {"null", "bad"},
      nullValues = "null")
  void anOfferlessCallWithoutUsableAnswerEnds(String answer) {
    call.started(null, Map.of());
    call.located(1);
    call.responds(ONE, 200, "a", "offer");
    assertThat(call.acks(CALLER, answer)).containsExactly("ACK/1 > 1.a", "BYE/1 > 0", "BYE/2 > 1");
    assertEnded(EndReason.FAILED, 488);
  }

  @Test
  void thePhonesRefusalEndsTheCallWhenAllHaveRefused() {
    ring(2);
    assertThat(call.responds(ONE, 404, "a", null)).isEmpty();
    assertThat(call.responds(TWO, 486, "b", null)).containsExactly("486.0 > INVITE/1@0");
    assertEnded(EndReason.BUSY, 486);
    assertThat(call.timers).isEmpty();
    assertThat(call.state().isOutstanding()).isFalse();
  }

  @Test
  void a6xxStopsAllForksAtOnce() {
    ring(2);
    assertThat(call.responds(ONE, 603, "a", null))
        .containsExactly("CANCEL/1 > 2", "603.0 > INVITE/1@0");
    assertEnded(EndReason.REJECTED, 603);
    assertThat(call.state().end().cause()).isEqualTo(EndCause.REFUSED);
    assertThat(call.state().isOutstanding()).isTrue();
    assertThat(call.responds(TWO, 487, "b", null)).isEmpty();
    assertThat(call.state().isOutstanding()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"TIMEOUT,408,NO_ANSWER", "TRANSPORT,480,FAILED"})
  void aPhoneThatCannotBeReachedCountsAsRefusal(RequestFailure failure, int status, EndReason end) {
    ring(1);
    assertThat(call.on(new Event.RequestFailed(ONE, "INVITE", 1, failure)))
        .containsExactly(status + ".0 > INVITE/1@0");
    assertEnded(end, status);
    assertThat(call.state().end().cause()).isEqualTo(EndCause.UNREACHABLE);
  }

  @Test
  void theRingTimeEndsTheCallAsNotAnswered() {
    ring(2);
    call.responds(ONE, 180, "a", null);
    assertThat(call.timers.get(CallTimer.of(CallTimer.Kind.RING_TIME)))
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(call.fires(CallTimer.Kind.RING_TIME, CALLER))
        .containsExactly("CANCEL/1 > 1", "CANCEL/1 > 2", "480.0 > INVITE/1@0");
    assertThat(call.responses.get(1).headers().get("Reason")).startsWith("Q.850;cause=19");
    assertEnded(EndReason.NO_ANSWER, 480);
    assertThat(call.state().end().cause()).isEqualTo(EndCause.RUNG_OUT);
    assertThat(call.timers).isEmpty();
  }

  /** Case 50 (RFC 3261 §13.3.1). */
  @Test
  void anInviteThatExpiresEndsWith487AndThePhonesStop() {
    call.startedWith(Body.sdp("offer"), Map.of("Expires", "4"));
    call.located(2);
    call.responds(ONE, 180, "a", null);
    assertThat(call.timers.get(CallTimer.of(CallTimer.Kind.EXPIRES)))
        .isEqualTo(Duration.ofSeconds(4));
    assertThat(call.fires(CallTimer.Kind.EXPIRES, CALLER))
        .containsExactly("CANCEL/1 > 1", "CANCEL/1 > 2", "487.0 > INVITE/1@0");
    assertEnded(EndReason.NO_ANSWER, 487);
    assertThat(call.state().end().cause()).isEqualTo(EndCause.RUNG_OUT);
    assertThat(call.timers).isEmpty();
  }

  @Test
  void anInviteThatExpiresBeforeItsCalleeIsFoundEndsToo() {
    call.startedWith(Body.sdp("offer"), Map.of("Expires", "0"));
    assertThat(call.fires(CallTimer.Kind.EXPIRES, CALLER)).containsExactly("487.0 > INVITE/1@0");
    assertEnded(EndReason.NO_ANSWER, 487);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1", "99999999999"})
  void anExpiryThatCannotBeReadIsNone(String expires) {
    call.startedWith(Body.sdp("offer"), Map.of("Expires", expires));
    assertThat(call.timers).doesNotContainKey(CallTimer.of(CallTimer.Kind.EXPIRES));
  }

  @Test
  void anAnsweredCallDoesNotExpire() {
    call.startedWith(Body.sdp("offer"), Map.of("Expires", "4"));
    call.located(1);
    call.responds(ONE, 200, "a", "answer");
    assertThat(call.timers).doesNotContainKey(CallTimer.of(CallTimer.Kind.EXPIRES));
  }

  @Test
  void timerCIsRestartedByProvisionalResponsesAndGivesTheForkUp() {
    ring(2);
    assertThat(call.timers).containsKeys(LegActions.timerC(ONE), LegActions.timerC(TWO));
    call.timers.remove(LegActions.timerC(ONE));
    call.responds(ONE, 100, null, null);
    assertThat(call.timers).doesNotContainKey(LegActions.timerC(ONE));
    call.responds(ONE, 180, "a", null);
    assertThat(call.timers.get(LegActions.timerC(ONE))).isGreaterThan(Duration.ofMinutes(3));
    assertThat(call.fires(CallTimer.Kind.TIMER_C, ONE)).containsExactly("CANCEL/1 > 1");
    assertThat(call.responds(ONE, 487, "a", null)).isEmpty();
    assertThat(call.responds(TWO, 480, "b", null)).containsExactly("480.0 > INVITE/1@0");
  }

  @ParameterizedTest
  @CsvSource({"PT30S, PT185S", "PT10M, PT10M"})
  void timerCNeverUndercutsTheRingTime(Duration ringTime, Duration timerC) {
    var slow = new Script(ringTime);
    slow.started("offer", Map.of());
    slow.located(1);
    assertThat(slow.timers.get(LegActions.timerC(ONE))).isEqualTo(timerC);
    slow.timers.remove(LegActions.timerC(ONE));
    slow.responds(ONE, 180, "a", null);
    assertThat(slow.timers.get(LegActions.timerC(ONE))).isEqualTo(timerC);
  }

  @Test
  void phonesThatAreKnownNotToBeThereHoldUpNoRefusal() {
    call.started("offer", Map.of());
    assertThat(call.locatedWithLost(1, 3)).hasSize(4);

    assertThat(call.responds(ONE, 486, "a", null))
        .containsExactly("CANCEL/1 > 2", "CANCEL/1 > 3", "CANCEL/1 > 4", "486.0 > INVITE/1@0");
  }

  @Test
  void aPhoneThatIsBackIsWaitedFor() {
    call.started("offer", Map.of());
    call.locatedWithLost(1, 1);
    call.responds(TWO, 180, "b", null);

    assertThat(call.responds(ONE, 486, "a", null)).isEmpty();
    assertThat(call.responds(TWO, 200, "b", "answer")).contains("200.0 > INVITE/1@0 {answer>0}");
  }

  @Test
  void wherePhonesAreLostAllOfThemAreWaitedFor() {
    call.started("offer", Map.of());
    call.locatedWithLost(0, 2);

    assertThat(call.responds(ONE, 480, "a", null)).isEmpty();
    assertThat(call.responds(TWO, 480, "b", null)).containsExactly("480.0 > INVITE/1@0");
  }

  @Test
  void aLostPhoneThatFailsEndsNothingForOneThatRings() {
    call.started("offer", Map.of());
    call.locatedWithLost(1, 1);
    call.responds(ONE, 180, "a", null);

    assertThat(call.responds(TWO, 408, "b", null)).isEmpty();
  }

  @Test
  void aPhoneThatSaysNothingHoldsUpARefusalForSomeSecondsOnly() {
    ring(2);
    assertThat(call.responds(ONE, 486, "a", null)).isEmpty();
    assertThat(call.timers.get(SILENCE)).isEqualTo(Duration.ofSeconds(8));

    assertThat(call.fires(CallTimer.Kind.SILENCE, CALLER))
        .containsExactly("CANCEL/1 > 2", "486.0 > INVITE/1@0");
    assertEnded(EndReason.BUSY, 486);
    assertThat(call.timers).isEmpty();
  }

  @Test
  void aRefusalAfterThoseSecondsWaitsForPhonesThatRingOnly() {
    ring(3);
    call.responds(ONE, 180, "a", null);
    call.responds(TWO, 180, "b", null);
    assertThat(call.fires(CallTimer.Kind.SILENCE, CALLER)).isEmpty();

    assertThat(call.responds(ONE, 486, "a", null)).isEmpty();
    assertThat(call.responds(TWO, 486, "b", null))
        .containsExactly("CANCEL/1 > 3", "486.0 > INVITE/1@0");
  }

  @Test
  void aPhoneThatRingsLateIsWaitedFor() {
    ring(2);
    assertThat(call.fires(CallTimer.Kind.SILENCE, CALLER)).isEmpty();
    call.responds(TWO, 180, "b", null);

    assertThat(call.responds(ONE, 486, "a", null)).isEmpty();
    assertThat(call.responds(TWO, 200, "b", "answer")).contains("200.0 > INVITE/1@0 {answer>0}");
  }

  /** A phone that cannot be reached says nothing in the name of the others. */
  @Test
  void whereNoPhoneHasSaidAnythingAllAreWaitedFor() {
    ring(2);
    var unreachable = new Event.RequestFailed(ONE, "INVITE", 1, RequestFailure.TRANSPORT);
    assertThat(call.on(unreachable)).isEmpty();
    assertThat(call.fires(CallTimer.Kind.SILENCE, CALLER)).isEmpty();

    assertThat(call.responds(TWO, 200, "b", "answer")).contains("200.0 > INVITE/1@0 {answer>0}");
  }

  @Test
  void theSilenceOfAnOnlyPhoneIsWaitedFor() {
    ring(1);
    assertThat(call.timers).doesNotContainKey(SILENCE);
  }

  @Test
  void theCallersCancelStopsAllForks() {
    ring(2);
    assertThat(call.cancels(CALLER))
        .containsExactly("CANCEL/1 > 1", "CANCEL/1 > 2", "487.0 > INVITE/1@0");
    assertEnded(EndReason.CANCELLED, 487);
    assertThat(call.responds(ONE, 200, "a", "answer")).containsExactly("ACK/1 > 1.a", "BYE/2 > 1");
  }

  @Test
  void theCallersCancelWhileThePhonesAreLookedForEndsTheCall() {
    call.started("offer", Map.of());
    assertThat(call.cancels(CALLER)).containsExactly("487.0 > INVITE/1@0");
    assertThat(call.located(1)).isEmpty();
    assertEnded(EndReason.CANCELLED, 487);
  }

  @Test
  void aCancelAfterTheAnswerHasNoEffect() {
    ring(1);
    call.responds(ONE, 200, "a", "answer");
    assertThat(call.cancels(CALLER)).isEmpty();
    assertThat(call.state().isOver()).isFalse();
  }

  @Test
  void aByeInTheCallersEarlyDialogEndsTheCall() {
    ring(1);
    call.responds(ONE, 180, "a", null);
    assertThat(call.requests(CALLER, "BYE", null))
        .containsExactly("200.0 > BYE/2@0", "CANCEL/1 > 1", "487.0 > INVITE/1@0");
    assertEnded(EndReason.CANCELLED, 487);
  }

  @Test
  void anInviteInAnEarlyDialogWaits() {
    ring(1);
    call.responds(ONE, 180, "a", null);
    assertThat(call.requests(CALLER, "INVITE", "x")).containsExactly("500.0 > INVITE/2@0");
    assertThat(call.responses.get(1).headers()).containsKey("Retry-After");
    assertThat(call.requests(ONE, "INVITE", 5, "x")).containsExactly("491.0 > INVITE/5@1");
  }

  @Test
  void anOfferThatIsRefusedGoesBackToTheCallerWithTheWarning() {
    call.started("bad", Map.of());
    assertThat(call.located(2)).containsExactly("488.0 > INVITE/1@0");
    assertThat(call.responses.get(0).headers()).containsKey("Warning");
    assertEnded(EndReason.FAILED, 488);
    assertThat(call.state().isOutstanding()).isFalse();
  }

  @Test
  void anAnswerThatIsRefusedCostsOnlyThatFork() {
    ring(2);
    assertThat(call.responds(ONE, 200, "a", "bad")).containsExactly("ACK/1 > 1.a", "BYE/2 > 1");
    assertThat(call.responds(TWO, 200, "b", "answer"))
        .containsExactly("ACK/1 > 2.b", "200.0 > INVITE/1@0 {answer>0}", "connect 0 2");
  }

  @Test
  void anAnswerThatIsRefusedEndsTheCallWhenItWasTheLast() {
    ring(1);
    assertThat(call.responds(ONE, 200, "a", "bad"))
        .containsExactly("ACK/1 > 1.a", "BYE/2 > 1", "488.0 > INVITE/1@0");
    assertEnded(EndReason.FAILED, 488);
    assertThat(call.responses.get(0).headers()).isEmpty();
  }

  @Test
  void anAdministratorEndsARingingCall() {
    ring(1);
    assertThat(call.on(new Event.HungUp(EndReason.FAILED, "maintenance \"now\"")))
        .containsExactly("CANCEL/1 > 1", "480.0 > INVITE/1@0");
    assertThat(call.responses.get(0).headers())
        .containsEntry("Reason", "SIP;cause=480;text=\"maintenance ?now?\"");
  }

  @Test
  void aBodyThatIsNoSessionDescriptionIsNotUnderstood() {
    assertThat(call.startedWith(Body.of("text/plain", "hello"), Map.of()))
        .containsExactly("415.0 > INVITE/1@0");
  }

  private void ring(int phones) {
    call.started("offer", Map.of());
    assertThat(call.located(phones)).hasSize(phones);
  }

  private void assertEnded(EndReason reason, int status) {
    assertThat(call.state().end().reason()).isEqualTo(reason);
    assertThat(call.state().end().status()).isEqualTo(status);
    assertThat(call.state().flows()).isEqualTo(List.of());
  }
}
