package io.tandem.call.flow;

import static io.tandem.call.flow.Script.CALLER;
import static io.tandem.call.flow.Script.ONE;
import static io.tandem.call.flow.Script.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.call.leg.Body;
import io.tandem.call.leg.Dialog;
import io.tandem.call.leg.IncomingRequest;
import io.tandem.call.leg.IncomingResponse;
import io.tandem.call.leg.RequestFailure;
import io.tandem.cdr.EndReason;
import io.tandem.id.LegId;
import io.tandem.sip.transaction.TransactionRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 3262, on either leg. */
class PrackTest {
  private static final Map<String, String> REQUIRED = Map.of("Require", "100rel");
  private static final CallTimer TIMER = CallTimer.of(CallTimer.Kind.RELIABLE);

  private final Script call = new Script();
  private long cseq = 1;

  private void ring(Map<String, String> headers, int phones) {
    call.started("offer", headers);
    call.located(phones);
  }

  /** A provisional response that its phone wants acknowledged. */
  private List<String> reliable(LegId leg, int status, String tag, String sdp, String rseq) {
    return call.on(
        new Event.Responded(
            leg,
            new IncomingResponse(
                status,
                null,
                "INVITE",
                1,
                tag,
                "sip:phone-" + tag + "@192.0.2.9",
                List.of(),
                sdp == null ? null : Body.sdp(sdp),
                Map.of("Require", "foo, 100rel", "RSeq", rseq),
                Script.flow(leg))));
  }

  /** The caller's PRACK in the early dialog {@code variant}. */
  private List<String> prack(int variant, String rack) {
    return prack(variant, rack, null);
  }

  private List<String> prack(int variant, String rack, String sdp) {
    var leg = call.state().leg(CALLER);
    cseq++;
    return call.on(
        new Event.Requested(
            CALLER,
            variant,
            new IncomingRequest(
                new TransactionRef(Script.NODE, 0, "PRACK/" + cseq + "@0"),
                Script.flow(CALLER),
                "PRACK",
                leg.peer().sipCallId(),
                leg.peer().remoteUri(),
                null,
                leg.byVariant(variant).remoteTag(),
                leg.peer().localUri(),
                leg.byVariant(variant).localTag(),
                cseq,
                null,
                false,
                List.of(),
                sdp == null ? null : Body.sdp(sdp),
                Map.of("RAck", rack))));
  }

  private Map<String, String> lastResponse() {
    return call.responses.get(call.responses.size() - 1).headers();
  }

  private Map<String, String> lastRequest() {
    return call.requests.get(call.requests.size() - 1).headers();
  }

  @Test
  void aPhonesReliableResponseIsAcknowledgedAndGoesOnAsAnyOther() {
    ring(Map.of(), 1);
    assertThat(reliable(ONE, 180, "a", null, "7"))
        .containsExactly("PRACK/2 > 1", "180.0 > INVITE/1@0");
    assertThat(lastRequest()).isEqualTo(Map.of("RAck", "7 1 INVITE"));
    assertThat(call.requests.get(1).toTag()).isEqualTo("a");
    assertThat(call.requests.get(1).requestUri()).isEqualTo("sip:phone-a@192.0.2.9");
    assertThat(lastResponse()).doesNotContainKeys("Require", "RSeq");
    assertThat(reliable(ONE, 183, "a", "early", "8"))
        .containsExactly("PRACK/3 > 1", "183.0 > INVITE/1@0 {early>0}");
  }

  @Test
  void whatIsRepeatedOrAheadOfALostOneIsDropped() {
    ring(Map.of(), 2);
    reliable(ONE, 180, "a", null, "7");
    assertThat(reliable(ONE, 180, "a", null, "7")).as("repeated").isEmpty();
    assertThat(reliable(ONE, 183, "a", "early", "9")).as("8 is missing").isEmpty();
    assertThat(reliable(ONE, 180, "a", null, "8")).startsWith("PRACK/3 > 1");
    assertThat(reliable(ONE, 183, "a", "early", "9")).startsWith("PRACK/4 > 1");
    assertThat(reliable(ONE, 180, "b", null, "1")).as("another fork").startsWith("PRACK/5 > 1");
    assertThat(reliable(TWO, 180, "a", null, "1")).as("another phone").startsWith("PRACK/2 > 2");
  }

  @ParameterizedTest
  @CsvSource({"0", "x", "4294967296", "-1", "''"})
  void aResponseWithoutAProperNumberIsNotReliable(String rseq) {
    ring(Map.of(), 1);
    assertThat(reliable(ONE, 180, "a", null, rseq)).containsExactly("180.0 > INVITE/1@0");
  }

  @Test
  void theAnswerMayComeReliablyAndTheSuccessWithoutIt() {
    ring(Map.of(), 1);
    reliable(ONE, 183, "a", "answer", "1");
    assertThat(call.responds(ONE, 200, "a", null))
        .containsExactly("ACK/1 > 1.a", "200.0 > INVITE/1@0 {answer>0}", "connect 0 1");
    call.acks(CALLER, null);
    assertThat(call.requests(CALLER, "BYE", null))
        .as("CSeq goes on from the PRACK's")
        .contains("BYE/3 > 1");
  }

  @Test
  void whatBecomesOfAPrackOfOursChangesNothing() {
    ring(Map.of(), 1);
    reliable(ONE, 180, "a", null, "1");
    reliable(ONE, 183, "a", "answer", "2");
    assertThat(call.responds(ONE, "PRACK", 2, 481, "a", null)).isEmpty();
    assertThat(call.responds(ONE, 200, "a", null)).contains("connect 0 1");
    call.acks(CALLER, null);
    assertThat(call.responds(ONE, "PRACK", 3, 481, "a", null)).isEmpty();
    assertThat(call.on(new Event.RequestFailed(ONE, "PRACK", 3, RequestFailure.TIMEOUT))).isEmpty();
    assertThat(call.state().label()).isEqualTo("TALKING");
  }

  @Test
  void aPhoneThatWasGivenUpIsNotAcknowledgedAnyMore() {
    ring(Map.of(), 1);
    call.responds(ONE, 180, "a", null);
    call.cancels(CALLER);
    assertThat(reliable(ONE, 183, "a", "early", "1")).isEmpty();
  }

  @Test
  void whatAPhoneAsksForWhileItsSuccessWaitsIsRefusedOnce() {
    ring(REQUIRED, 1);
    call.responds(ONE, 183, "a", "answer");
    call.responds(ONE, 200, "a", "answer");
    assertThat(call.requests(ONE, "UPDATE", 5, "offer3")).containsExactly("500.0 > UPDATE/5@1");
    assertThat(call.requests(ONE, "BYE", 6, null))
        .containsExactly("200.0 > BYE/6@1", "480.0 > INVITE/1@0");
  }

  /** RFC 3261 §15.1.1; a late provisional response does not make it a dialog again, either. */
  @Test
  void aPhoneWhoseDialogHasEndedIsNotAcknowledgedAnyMore() {
    call.started("offer", Map.of());
    call.located(1);
    call.responds(ONE, 200, "a", "answer");
    call.acks(CALLER, null);
    call.requests(CALLER, "INVITE", "offer2");
    call.requests(CALLER, "BYE", null);
    var late = Map.of("Require", "100rel", "RSeq", "1");
    assertThat(call.with(late).responds(ONE, 183, "a", null)).isEmpty();
    assertThat(call.state().leg(ONE).byRemoteTag("a").phase()).isEqualTo(Dialog.Phase.ENDED);
    assertThat(call.timers).doesNotContainKey(LegActions.timerC(ONE));
  }

  @Test
  void aCallerThatWantsItGetsItsResponsesReliablyAndRepeatedUntilItsPrack() {
    ring(REQUIRED, 1);
    assertThat(call.responds(ONE, 180, "a", null)).containsExactly("180.0 > INVITE/1@0");
    assertThat(lastResponse()).containsEntry("Require", "100rel").containsEntry("RSeq", "1");
    for (int millis : List.of(500, 1000, 2000)) {
      assertThat(call.timers.get(TIMER)).isEqualTo(Duration.ofMillis(millis));
      assertThat(call.fires(TIMER.kind(), CALLER)).containsExactly("180.0 > INVITE/1@0");
      assertThat(lastResponse()).containsEntry("RSeq", "1");
    }
    assertThat(prack(0, "1 1 INVITE")).containsExactly("200.0 > PRACK/2@0");
    assertThat(call.fires(TIMER.kind(), CALLER)).isEmpty();
    assertThat(call.timers).doesNotContainKey(TIMER);
    assertThat(call.responds(ONE, 200, "a", "answer"))
        .containsExactly("ACK/1 > 1.a", "200.0 > INVITE/1@0 {answer>0}", "connect 0 1");
    assertThat(lastResponse()).isEmpty();
  }

  @Test
  void aCallerThatNeverAcknowledgesIsRefusedAfter64TimesT1() {
    ring(REQUIRED, 1);
    call.responds(ONE, 180, "a", null);
    var waited = Duration.ZERO;
    List<String> lines = List.of("180.0 > INVITE/1@0");
    while (lines.equals(List.of("180.0 > INVITE/1@0"))) {
      waited = waited.plus(call.timers.get(TIMER));
      lines = call.fires(TIMER.kind(), CALLER);
    }
    assertThat(lines).containsExactly("CANCEL/1 > 1", "504.0 > INVITE/1@0");
    assertThat(waited).isEqualTo(Script.SETTINGS.timerT1().multipliedBy(64));
    assertThat(call.state().end().reason()).isEqualTo(EndReason.FAILED);
  }

  @Test
  void theNextResponseWaitsForThePrackOfTheOneBefore() {
    ring(REQUIRED, 1);
    call.responds(ONE, 180, "a", null);
    assertThat(call.responds(ONE, 183, "a", "early")).isEmpty();
    assertThat(prack(0, "1 1 INVITE"))
        .containsExactly("200.0 > PRACK/2@0", "183.0 > INVITE/1@0 {early>0}");
    assertThat(lastResponse()).containsEntry("RSeq", "2");
    assertThat(prack(0, "2 1 INVITE")).containsExactly("200.0 > PRACK/3@0");
    assertThat(call.responds(ONE, 183, "a", "early"))
        .as("one answer is enough")
        .containsExactly("183.0 > INVITE/1@0");
  }

  @Test
  void aSuccessWaitsForThePrackOfTheAnswerAndDoesNotRepeatIt() {
    ring(REQUIRED, 2);
    call.responds(ONE, 183, "a", "answer");
    assertThat(call.responds(ONE, 200, "a", "answer")).containsExactly("CANCEL/1 > 2");
    assertThat(call.responds(ONE, 200, "a", "answer")).as("its ACK waits, too").isEmpty();
    assertThat(prack(0, "1 1 INVITE"))
        .containsExactly("200.0 > PRACK/2@0", "ACK/1 > 1.a", "200.0 > INVITE/1@0", "connect 0 1");
    assertThat(call.state().label()).isEqualTo("TALKING");
  }

  @Test
  void whileTheSuccessWaitsTheCallerMayGiveUpAndThePhoneMayHangUp() {
    ring(REQUIRED, 1);
    call.responds(ONE, 183, "a", "answer");
    call.responds(ONE, 200, "a", "answer");
    assertThat(call.cancels(CALLER))
        .containsExactly("ACK/1 > 1.a", "BYE/2 > 1", "487.0 > INVITE/1@0");

    var other = new PrackTest();
    other.ring(REQUIRED, 1);
    other.call.responds(ONE, 183, "a", "answer");
    other.call.responds(ONE, 200, "a", "answer");
    assertThat(other.call.requests(ONE, "BYE", 1, null))
        .containsExactly("200.0 > BYE/1@1", "480.0 > INVITE/1@0");
    assertThat(other.prack(0, "1 1 INVITE")).containsExactly("481.0 > PRACK/2@0");
  }

  @Test
  void aSuccessDoesNotWaitForThePrackOfWhatHadNoAnswer() {
    ring(REQUIRED, 1);
    call.responds(ONE, 180, "a", null);
    assertThat(call.responds(ONE, 200, "a", "answer"))
        .containsExactly("ACK/1 > 1.a", "200.0 > INVITE/1@0 {answer>0}", "connect 0 1");
    assertThat(call.fires(TIMER.kind(), CALLER)).as("no repetition any more").isEmpty();
    assertThat(prack(0, "1 1 INVITE")).as("late").containsExactly("200.0 > PRACK/2@0");
  }

  @ParameterizedTest
  @CsvSource({"2 1 INVITE", "1 2 INVITE", "1 1 UPDATE", "1 INVITE", "x 1 INVITE", "''"})
  void aPrackThatMatchesNothingGets481(String rack) {
    ring(REQUIRED, 1);
    call.responds(ONE, 180, "a", null);
    assertThat(prack(0, rack)).containsExactly("481.0 > PRACK/2@0");
    assertThat(prack(0, "1 1 INVITE")).containsExactly("200.0 > PRACK/3@0");
    assertThat(prack(0, "1 1 INVITE")).as("a second time").containsExactly("481.0 > PRACK/4@0");
  }

  @Test
  void aCallerThatDoesNotAskForItHasNothingToAcknowledge() {
    ring(Map.of("Supported", "100rel"), 1);
    call.responds(ONE, 180, "a", null);
    assertThat(lastResponse()).doesNotContainKeys("Require", "RSeq");
    assertThat(prack(0, "1 1 INVITE")).containsExactly("481.0 > PRACK/2@0");
  }

  @Test
  void everyForkHasItsOwnNumbers() {
    ring(REQUIRED, 2);
    call.responds(ONE, 180, "a", null);
    call.responds(TWO, 180, "b", null);
    assertThat(lastResponse()).containsEntry("RSeq", "1");
    assertThat(prack(1, "1 1 INVITE")).containsExactly("200.1 > PRACK/2@0");
    assertThat(call.fires(TIMER.kind(), CALLER)).containsExactly("180.0 > INVITE/1@0");
  }

  @Test
  void aNewOfferInAPrackIsRefusedAndTheResponseIsAcknowledged() {
    ring(REQUIRED, 1);
    call.responds(ONE, 183, "a", "answer");
    assertThat(prack(0, "1 1 INVITE", "another")).containsExactly("488.0 > PRACK/2@0");
    assertThat(call.fires(TIMER.kind(), CALLER)).isEmpty();
  }

  /** The first reliable response would have to bring an offer, and nobody has made one yet. */
  @Test
  void withoutAnOfferTheCallerHearsOfNothingBeforeTheSuccess() {
    call.started(null, REQUIRED);
    call.located(1);
    assertThat(call.responds(ONE, 180, "a", null)).isEmpty();
    assertThat(call.responds(ONE, 200, "a", "offer"))
        .containsExactly("200.0 > INVITE/1@0 {offer>0}");
  }

  @Test
  void eachLegHasItsOwn() {
    ring(REQUIRED, 1);
    assertThat(reliable(ONE, 183, "a", "answer", "70"))
        .containsExactly("PRACK/2 > 1", "183.0 > INVITE/1@0 {answer>0}");
    assertThat(lastResponse()).containsEntry("RSeq", "1");
    assertThat(prack(0, "1 1 INVITE")).containsExactly("200.0 > PRACK/2@0");
    assertThat(call.responds(ONE, 200, "a", null))
        .containsExactly("ACK/1 > 1.a", "200.0 > INVITE/1@0", "connect 0 1");
  }
}
