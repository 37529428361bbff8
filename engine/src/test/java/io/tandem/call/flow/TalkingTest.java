package io.tandem.call.flow;

import static io.tandem.call.flow.Script.CALLER;
import static io.tandem.call.flow.Script.ONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.call.leg.IncomingRequest;
import io.tandem.call.leg.OutgoingRequest;
import io.tandem.call.leg.RequestFailure;
import io.tandem.cdr.EndReason;
import io.tandem.id.LegId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TalkingTest {
  private static final String HOLD = "v=0\r\na=sendonly\r\n";

  private final Script call = Script.talking();

  @Test
  void theCallersByeEndsTheCalleesLegAndTheCall() {
    assertThat(call.requests(CALLER, "BYE", null)).containsExactly("200.0 > BYE/2@0", "BYE/2 > 1");
    assertEnded(EndReason.CALLER_HANGUP, 200);
    var bye = call.requests.get(2);
    assertThat(bye.requestUri()).isEqualTo("sip:phone-a@192.0.2.9");
    assertThat(bye.toTag()).isEqualTo("a");
    assertThat(call.state().isOutstanding()).isTrue();
    assertThat(call.responds(ONE, "BYE", 2, 200, "a", null)).isEmpty();
    assertThat(call.state().isOutstanding()).isFalse();
  }

  @Test
  void theCalleesByeEndsTheCallersLegByItsRouteSet() {
    assertThat(call.requests(ONE, "BYE", 9, null)).containsExactly("200.0 > BYE/9@1", "BYE/1 > 0");
    assertEnded(EndReason.CALLEE_HANGUP, 200);
    var bye = call.requests.get(2);
    assertThat(bye.requestUri()).isEqualTo("sip:1001@192.0.2.1:5060");
    assertThat(bye.routes()).containsExactly("<sip:p1;lr>", "<sip:p2;lr>");
    assertThat(bye.sipCallId()).isEqualTo("call@alice");
    assertThat(bye.fromUri()).isEqualTo("sip:1002@acme.test");
    assertThat(bye.toUri()).isEqualTo("sip:1001@acme.test");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 481, 408, 500})
  void anyFinalResponseToAByeEndsTheLeg(int status) {
    call.requests(CALLER, "BYE", null);
    call.responds(ONE, "BYE", 2, status, "a", null);
    assertThat(call.state().isOutstanding()).isFalse();
  }

  @Test
  void noAnswerToAByeEndsTheLegToo() {
    call.requests(CALLER, "BYE", null);
    call.on(new Event.RequestFailed(ONE, "BYE", 2, RequestFailure.TIMEOUT));
    assertThat(call.state().isOutstanding()).isFalse();
  }

  @Test
  void byesThatCrossAreBothAnswered() {
    call.requests(CALLER, "BYE", null);
    assertThat(call.requests(ONE, "BYE", 9, null)).containsExactly("200.0 > BYE/9@1");
    call.responds(ONE, "BYE", 2, 481, "a", null);
    assertThat(call.requests(ONE, "BYE", 10, null)).containsExactly("481.0 > BYE/10@1");
  }

  @Test
  void aReinviteIsRelayedAndItsAnswerComesBack() {
    assertThat(call.requests(CALLER, "INVITE", HOLD))
        .containsExactly("INVITE/2 > 1 {" + HOLD + ">1}");
    assertThat(call.responds(ONE, 200, "a", "held"))
        .containsExactly("ACK/2 > 1.a", "200.0 > INVITE/2@0 {held>0}");
    assertThat(call.state().label()).isEqualTo("HELD");
    assertThat(call.responds(ONE, 200, "a", "held")).containsExactly("ACK/2 > 1.a");
    assertThat(call.acks(CALLER, null)).isEmpty();
    assertThat(call.timers).isEmpty();

    assertThat(call.requests(CALLER, "INVITE", "resume"))
        .containsExactly("INVITE/3 > 1 {resume>1}");
    call.responds(ONE, 200, "a", "resumed");
    assertThat(call.state().label()).isEqualTo("TALKING");
  }

  @Test
  void aReinviteOfTheCalleeIsRelayedTooAndRefreshesItsTarget() {
    assertThat(call.requests(ONE, "INVITE", 7, "codec")).containsExactly("INVITE/1 > 0 {codec>0}");
    assertThat(call.responds(CALLER, 200, "alice", "ok"))
        .containsExactly("ACK/1 > 0.alice", "200.0 > INVITE/7@1 {ok>1}");
    assertThat(call.state().leg(ONE).confirmed().remoteTarget()).isEqualTo("sip:new@192.0.2.77");
    assertThat(call.state().leg(CALLER).confirmed().remoteTarget())
        .isEqualTo("sip:phone-alice@192.0.2.9");
  }

  @Test
  void anOfferlessReinviteGetsTheOfferInThe2xxAndTheAnswerInTheAck() {
    assertThat(call.requests(CALLER, "INVITE", null)).containsExactly("INVITE/2 > 1");
    assertThat(call.responds(ONE, 200, "a", "offer"))
        .containsExactly("200.0 > INVITE/2@0 {offer>0}");
    assertThat(call.requests(ONE, "INVITE", 9, "x")).containsExactly("491.0 > INVITE/9@1");
    assertThat(call.acks(CALLER, "answer"))
        .containsExactly("ACK/2 > 1.a {answer>1}", "connect 0 1");
  }

  @ParameterizedTest
  @CsvSource({"491,491", "488,488", "503,500", "401,480", "302,480", "603,603"})
  void aRefusedReinviteLeavesTheSessionAsItWas(int status, int relayed) {
    call.requests(CALLER, "INVITE", "offer2");
    assertThat(call.responds(ONE, status, "a", null))
        .containsExactly("rollback 0 1", relayed + ".0 > INVITE/2@0");
    assertThat(call.state().isOver()).isFalse();
    assertThat(call.state().label()).isEqualTo("TALKING");
    assertThat(call.requests(CALLER, "INVITE", "offer3"))
        .containsExactly("INVITE/3 > 1 {offer3>1}");
  }

  @ParameterizedTest
  @ValueSource(ints = {488, 491, 500, 603})
  void aRefusedReinviteDoesNotMoveItsSendersTarget(int status) {
    String before = call.state().leg(CALLER).confirmed().remoteTarget();
    call.requests(CALLER, "INVITE", "offer2");
    call.responds(ONE, status, "a", null);
    assertThat(call.state().leg(CALLER).confirmed().remoteTarget()).isEqualTo(before);
    call.requests(ONE, "BYE", 9, null);
    assertThat(lastRequest().requestUri()).isEqualTo(before);
  }

  @Test
  void aReinviteThatIsRefusedHereDoesNotMoveItsSendersTargetEither() {
    String before = call.state().leg(CALLER).confirmed().remoteTarget();
    call.requests(CALLER, "INVITE", "bad");
    assertThat(call.state().leg(CALLER).confirmed().remoteTarget()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "sendonly, recvonly, recvonly, sendonly, HELD",
    "sendonly, recvonly, sendrecv, sendonly, HELD",
    "inactive, inactive, recvonly, inactive, HELD",
    "sendonly, recvonly, sendrecv, sendrecv, TALKING",
    "recvonly, sendonly, sendrecv, sendrecv, TALKING",
    "sendrecv, sendrecv, recvonly, sendonly, TALKING"
  })
  void whoHoldsIsKeptForEachSide(
      String offer, String answer, String otherOffer, String otherAnswer, String label) {
    call.requests(CALLER, "INVITE", stream(offer));
    call.responds(ONE, 200, "a", stream(answer));
    call.acks(CALLER, null);
    call.requests(ONE, "INVITE", 7, stream(otherOffer) + "a=other\r\n");
    call.responds(CALLER, 200, "alice", stream(otherAnswer));
    assertThat(call.state().label()).isEqualTo(label);
  }

  @Test
  void eachSideEndsItsOwnHold() {
    call.requests(CALLER, "INVITE", stream("sendonly"));
    call.responds(ONE, 200, "a", stream("recvonly"));
    call.acks(CALLER, null);
    call.requests(ONE, "INVITE", 7, stream("inactive"));
    call.responds(CALLER, 200, "alice", stream("inactive"));
    call.requests(ONE, "ACK", 7, null);
    call.requests(CALLER, "INVITE", stream("sendrecv"));
    call.responds(ONE, 200, "a", stream("sendonly"));
    assertThat(call.state().label()).isEqualTo("HELD");
    call.acks(CALLER, null);
    call.requests(ONE, "INVITE", 9, stream("sendrecv"));
    call.responds(CALLER, 200, "alice", stream("sendrecv"));
    assertThat(call.state().label()).isEqualTo("TALKING");
  }

  private static String stream(String direction) {
    return "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 0\r\na=" + direction + "\r\n";
  }

  @ParameterizedTest
  @ValueSource(ints = {481, 408})
  void aReinviteWhoseDialogIsGoneEndsTheCall(int status) {
    call.requests(CALLER, "INVITE", "offer2");
    assertThat(call.responds(ONE, status, "a", null))
        .containsExactly("rollback 0 1", status + ".0 > INVITE/2@0", "BYE/1 > 0", "BYE/3 > 1");
    assertEnded(EndReason.FAILED, status);
  }

  @Test
  void aReinviteThatNobodyAnswersEndsTheCall() {
    call.requests(ONE, "INVITE", 7, "offer2");
    assertThat(call.on(new Event.RequestFailed(CALLER, "INVITE", 1, RequestFailure.TIMEOUT)))
        .containsExactly("rollback 1 0", "408.0 > INVITE/7@1", "BYE/2 > 0", "BYE/2 > 1");
    assertEnded(EndReason.FAILED, 408);
  }

  @Test
  void aReinviteThatCannotBeSentLeavesTheSessionAsItWas() {
    call.requests(ONE, "INVITE", 7, "offer2");
    assertThat(call.on(new Event.RequestFailed(CALLER, "INVITE", 1, RequestFailure.TRANSPORT)))
        .containsExactly("rollback 1 0", "500.0 > INVITE/7@1");
    assertThat(call.state().label()).isEqualTo("TALKING");
    assertThat(call.requests(ONE, "INVITE", 8, "offer3"))
        .containsExactly("INVITE/2 > 0 {offer3>0}");
  }

  @Test
  void timerCEndsAReinviteThatOnlyGetsProvisionalResponses() {
    call.requests(CALLER, "INVITE", "offer2");
    call.responds(ONE, 180, "a", null);
    assertThat(call.fires(CallTimer.Kind.TIMER_C, ONE))
        .containsExactly(
            "CANCEL/2 > 1", "rollback 0 1", "408.0 > INVITE/2@0", "BYE/1 > 0", "BYE/3 > 1");
    assertThat(call.responds(ONE, 200, "a", "late")).containsExactly("ACK/2 > 1.a");
  }

  @Test
  void aSecondReinviteOfTheSameSideGets500AndOneOfTheOtherSide491() {
    call.requests(CALLER, "INVITE", "one");
    assertThat(call.requests(CALLER, "INVITE", "two")).containsExactly("500.0 > INVITE/3@0");
    assertThat(last(call).headers()).containsKey("Retry-After");
    assertThat(call.requests(ONE, "INVITE", 7, "three")).containsExactly("491.0 > INVITE/7@1");
    assertThat(call.responds(ONE, 200, "a", "answer"))
        .containsExactly("ACK/2 > 1.a", "200.0 > INVITE/2@0 {answer>0}");
  }

  @Test
  void aCancelledReinviteIsCancelledEndToEnd() {
    call.requests(CALLER, "INVITE", "offer2");
    assertThat(call.cancels(CALLER)).containsExactly("CANCEL/2 > 1");
    assertThat(call.responds(ONE, 487, "a", null))
        .containsExactly("rollback 0 1", "487.0 > INVITE/2@0");
    assertThat(call.state().isOver()).isFalse();
  }

  @Test
  void a2xxThatCrossesTheCancelOfAReinviteCounts() {
    call.requests(CALLER, "INVITE", "offer2");
    call.cancels(CALLER);
    assertThat(call.responds(ONE, 200, "a", "answer"))
        .containsExactly("ACK/2 > 1.a", "200.0 > INVITE/2@0 {answer>0}");
  }

  @Test
  void aReinviteWithARefusedOfferIsNotRelayed() {
    assertThat(call.requests(CALLER, "INVITE", "bad")).containsExactly("488.0 > INVITE/2@0");
    assertThat(last(call).headers()).containsKey("Warning");
    assertThat(call.requests(ONE, "INVITE", 7, "good")).containsExactly("INVITE/1 > 0 {good>0}");
  }

  @Test
  void aReinviteWhoseAnswerCannotBeUsedEndsTheCall() {
    call.requests(CALLER, "INVITE", "offer2");
    assertThat(call.responds(ONE, 200, "a", "bad"))
        .containsExactly("ACK/2 > 1.a", "488.0 > INVITE/2@0", "BYE/1 > 0", "BYE/3 > 1");
    assertThat(last(call).headers()).isEmpty();
  }

  @Test
  void aByeDuringAReinviteAnswersItWith487() {
    call.requests(CALLER, "INVITE", "offer2");
    assertThat(call.requests(CALLER, "BYE", null))
        .containsExactly("200.0 > BYE/3@0", "487.0 > INVITE/2@0", "BYE/3 > 1");
    assertThat(call.responds(ONE, 200, "a", "late")).containsExactly("ACK/2 > 1.a");
    assertThat(call.responds(ONE, "BYE", 3, 200, "a", null)).isEmpty();
    assertThat(call.state().isOutstanding()).isFalse();
  }

  @Test
  void aByeOfTheOtherSideDuringAReinviteAnswersItWith487Too() {
    call.requests(CALLER, "INVITE", "offer2");
    assertThat(call.requests(ONE, "BYE", 7, null))
        .containsExactly("200.0 > BYE/7@1", "487.0 > INVITE/2@0", "BYE/1 > 0");
  }

  @Test
  void infoIsRelayedWithItsBodyAndItsResponseComesBack() {
    assertThat(call.requests(CALLER, "INFO", "Signal=5")).containsExactly("INFO/2 > 1 {Signal=5}");
    assertThat(call.responds(ONE, "INFO", 2, 200, "a", null)).containsExactly("200.0 > INFO/2@0");
    assertThat(call.requests(ONE, "INFO", 7, null)).containsExactly("INFO/1 > 0");
    assertThat(call.on(new Event.RequestFailed(CALLER, "INFO", 1, RequestFailure.TIMEOUT)))
        .containsExactly("500.0 > INFO/7@1");
  }

  @ParameterizedTest
  @CsvSource({"415,415", "401,500", "408,500", "503,500"})
  void whatConcernsOneLegOnlyStaysThere(int status, int relayed) {
    call.requests(CALLER, "INFO", "x");
    assertThat(call.responds(ONE, "INFO", 2, status, "a", null))
        .containsExactly(relayed + ".0 > INFO/2@0");
  }

  @Test
  void anInfoWhoseDialogIsGoneEndsTheCall() {
    call.requests(CALLER, "INFO", "x");
    assertThat(call.responds(ONE, "INFO", 2, 481, "a", null))
        .containsExactly("500.0 > INFO/2@0", "BYE/1 > 0", "BYE/3 > 1");
  }

  @Test
  void moreInfosThanAreRelayedAtOnceAreRefused() {
    var answers = new ArrayList<String>();
    for (int i = 0; i < 10; i++) {
      answers.addAll(call.requests(CALLER, "INFO", null));
    }
    assertThat(answers).filteredOn(line -> line.startsWith("500")).hasSize(2);
    assertThat(answers).filteredOn(line -> line.startsWith("INFO")).hasSize(8);
  }

  @ParameterizedTest
  @CsvSource({"OPTIONS,200", "UPDATE,200", "MESSAGE,405", "REFER,405", "SUBSCRIBE,405"})
  void otherMethodsAreAnsweredHere(String method, int status) {
    assertThat(call.requests(CALLER, method, null))
        .containsExactly(status + ".0 > " + method + "/2@0");
  }

  @Test
  void aCseqThatDoesNotRiseGets500() {
    call.requests(CALLER, "OPTIONS", 5, null);
    assertThat(call.requests(CALLER, "OPTIONS", 5, null)).containsExactly("500.0 > OPTIONS/5@0");
    assertThat(call.requests(CALLER, "BYE", 4, null)).containsExactly("500.0 > BYE/4@0");
    assertThat(call.requests(CALLER, "BYE", 90, null)).startsWith("200.0 > BYE/90@0");
  }

  @Test
  void aPhoneMayFoldTheCaseOfOurTag() {
    var request = call.requested(CALLER, "OPTIONS", 2, null, "call@alice").request();
    var folded =
        new IncomingRequest(
            request.transaction(),
            request.flow(),
            request.method(),
            request.sipCallId(),
            request.fromUri(),
            null,
            request.fromTag(),
            request.toUri(),
            request.toTag().toUpperCase(Locale.ROOT),
            request.cseq(),
            null,
            false,
            List.of(),
            null,
            Map.of());
    assertThat(call.on(new Event.Requested(CALLER, 0, folded))).hasSize(1);
    assertThat(call.responses.get(call.responses.size() - 1).status()).isEqualTo(200);
  }

  @Test
  void aRequestOfAnotherDialogGets481() {
    var stranger = call.requested(CALLER, "BYE", 2, null, "other@call");
    assertThat(call.on(stranger)).containsExactly("481.0 > BYE/2@0");
    var request = call.requested(CALLER, "BYE", 2, null, "call@alice");
    assertThat(call.on(new Event.Requested(new LegId(9), 0, request.request()))).hasSize(1);
    assertThat(call.state().isOver()).isFalse();
  }

  @Test
  void silenceEndsTheCall() {
    assertThat(call.on(new Event.MediaTimedOut(ONE))).containsExactly("BYE/1 > 0", "BYE/2 > 1");
    assertEnded(EndReason.MEDIA_TIMEOUT, 408);
  }

  @Test
  void anAdministratorEndsTheCall() {
    assertThat(call.on(new Event.HungUp(EndReason.ADMIN_HANGUP, "Goodbye")))
        .containsExactly("BYE/1 > 0", "BYE/2 > 1");
    assertThat(call.requests.get(2).headers())
        .isEqualTo(Map.of("Reason", "SIP;cause=480;text=\"Goodbye\""));
    assertEnded(EndReason.ADMIN_HANGUP, 480);
  }

  @Test
  void nothingOfOneLegIsSeenOnTheOther() {
    call.requests(CALLER, "INVITE", "offer2");
    call.responds(ONE, 200, "a", "answer");
    call.requests(CALLER, "BYE", null);
    var toCallee = call.requests.stream().filter(request -> request.leg().equals(ONE)).toList();
    assertThat(toCallee).hasSize(5);
    assertThat(toCallee.toString())
        .doesNotContain("call@alice", "192.0.2.1:", "<sip:p1", "Alice Phone", "fromTag=alice");
    assertThat(call.responses.toString()).doesNotContain("192.0.2.9", "<sip:r1");
  }

  private OutgoingRequest lastRequest() {
    return call.requests.get(call.requests.size() - 1);
  }

  private static io.tandem.call.leg.OutgoingResponse last(Script call) {
    return call.responses.get(call.responses.size() - 1);
  }

  private void assertEnded(EndReason reason, int status) {
    assertThat(call.state().end().reason()).isEqualTo(reason);
    assertThat(call.state().end().status()).isEqualTo(status);
  }
}
