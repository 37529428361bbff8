package io.tandem.call.flow;

import static io.tandem.call.flow.Script.CALLER;
import static io.tandem.call.flow.Script.ONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.call.flow.CallTimer.Kind;
import io.tandem.call.leg.OutgoingRequest;
import io.tandem.call.leg.OutgoingResponse;
import io.tandem.call.leg.RequestFailure;
import io.tandem.cdr.EndReason;
import io.tandem.id.LegId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls end when nobody is there any more, and not before: session timers, OPTIONS, the limit. */
class KeepaliveTest {
  private static final Map<String, String> TIMER = Map.of("Supported", "timer");
  private static final String HOLD = "v=0\r\nm=audio 4000 RTP/AVP 0\r\na=inactive\r\n";

  /** A call between phones that say this; leg 1's in its 2xx. */
  private static Script talking(Map<String, String> caller, Map<String, String> callee) {
    var call = new Script();
    call.started("offer", caller);
    call.located(1);
    call.with(callee).responds(ONE, 200, "a", "answer");
    call.acks(CALLER, null);
    return call;
  }

  private static Map<String, String> expires(String value, String allow) {
    return Map.of("Supported", "timer", "Session-Expires", value, "Allow", allow);
  }

  private static CallTimer timer(Kind kind, LegId leg) {
    return new CallTimer(kind, leg);
  }

  private static OutgoingRequest lastRequest(Script call) {
    return call.requests.get(call.requests.size() - 1);
  }

  private static OutgoingResponse lastResponse(Script call) {
    return call.responses.get(call.responses.size() - 1);
  }

  @Test
  void everyCallIsEndedAtItsLimit() {
    var call = Script.talking();
    assertThat(call.watches).containsEntry(timer(Kind.CALL_DURATION, CALLER), Duration.ofHours(4));
    assertThat(call.fires(Kind.CALL_DURATION, CALLER)).containsExactly("BYE/1 > 0", "BYE/2 > 1");
    assertThat(lastRequest(call).headers())
        .containsEntry("Reason", "SIP;cause=480;text=\"Call duration limit\"");
    assertThat(call.state().end().reason()).isEqualTo(EndReason.LIMIT);
  }

  @Test
  void eachLegHasASessionTimerOfItsOwn() {
    var call =
        talking(expires("600;refresher=uac", "UPDATE"), expires("1800;refresher=uac", "UPDATE"));

    assertThat(call.requests.get(0).headers())
        .containsEntry("Session-Expires", "1800")
        .containsEntry("Min-SE", "90");
    assertThat(lastResponse(call).headers())
        .containsEntry("Session-Expires", "600;refresher=uac")
        .containsEntry("Require", "timer");
    assertThat(call.watches)
        .containsEntry(timer(Kind.SESSION, CALLER), Duration.ofSeconds(600 - 32))
        .doesNotContainKey(timer(Kind.REFRESH, CALLER))
        .containsEntry(timer(Kind.SESSION, ONE), Duration.ofSeconds(1800 - 32))
        .containsEntry(timer(Kind.REFRESH, ONE), Duration.ofSeconds(900));
  }

  @Test
  void aSessionThatThePeerDoesNotRefreshEnds() {
    var call = talking(expires("600;refresher=uac", "UPDATE"), Map.of());
    assertThat(call.fires(Kind.SESSION, CALLER)).containsExactly("BYE/1 > 0", "BYE/2 > 1");
    assertThat(lastRequest(call).headers())
        .containsEntry("Reason", "SIP;cause=408;text=\"Session expired\"");
    assertThat(call.state().end().reason()).isEqualTo(EndReason.FAILED);
  }

  @Test
  void weRefreshByUpdateAndTheOtherLegHearsNothing() {
    var call = talking(TIMER, expires("600;refresher=uac", "INVITE, UPDATE"));

    assertThat(call.fires(Kind.REFRESH, ONE)).containsExactly("UPDATE/2 > 1");
    assertThat(lastRequest(call).headers())
        .containsEntry("Session-Expires", "600;refresher=uac")
        .containsEntry("Min-SE", "90");
    call.watches.remove(timer(Kind.SESSION, ONE));
    assertThat(
            call.with(expires("600;refresher=uac", "UPDATE"))
                .responds(ONE, "UPDATE", 2, 200, "a", null))
        .isEmpty();
    assertThat(call.watches).containsKeys(timer(Kind.SESSION, ONE), timer(Kind.REFRESH, ONE));
    assertThat(call.state().leg(ONE).confirmed().remoteTarget()).isEqualTo("sip:phone-a@192.0.2.9");
  }

  @Test
  void weRefreshByReinviteWhereUpdateIsNotUnderstood() {
    var call = talking(TIMER, expires("600;refresher=uac", "INVITE"));

    assertThat(call.fires(Kind.REFRESH, ONE)).containsExactly("INVITE/2 > 1 {offer>1}");
    assertThat(call.requests(CALLER, "INVITE", "offer2")).containsExactly("491.0 > INVITE/2@0");
    assertThat(call.with(expires("600;refresher=uac", "INVITE")).responds(ONE, 200, "a", "answer"))
        .containsExactly("ACK/2 > 1.a");
    assertThat(call.watches).containsKey(timer(Kind.REFRESH, ONE));
    assertThat(call.state().label()).isEqualTo("TALKING");
  }

  @Test
  void anUpdateThatIsNotAllowedBecomesAReinvite() {
    var call = talking(TIMER, expires("600;refresher=uac", "INVITE, UPDATE"));
    call.fires(Kind.REFRESH, ONE);
    assertThat(call.responds(ONE, "UPDATE", 2, 405, "a", null))
        .containsExactly("INVITE/3 > 1 {offer>1}");
  }

  @Test
  void anUpdateThatIsNotAllowedWaitsForTheInviteThatCameInBetween() {
    var call = talking(TIMER, expires("600;refresher=uac", "INVITE, UPDATE"));
    call.fires(Kind.REFRESH, ONE);
    call.requests(CALLER, "INVITE", "offer2");
    assertThat(call.responds(ONE, "UPDATE", 2, 405, "a", null)).isEmpty();
    assertThat(call.watches).containsEntry(timer(Kind.REFRESH, ONE), Duration.ofSeconds(4));
  }

  @Test
  void aRefreshThatIsTooShortIsSaidAgainWithWhatThePeerAsksFor() {
    var call = talking(TIMER, expires("600;refresher=uac", "UPDATE"));
    call.fires(Kind.REFRESH, ONE);
    assertThat(call.with(Map.of("Min-SE", "900")).responds(ONE, "UPDATE", 2, 422, "a", null))
        .containsExactly("UPDATE/3 > 1");
    assertThat(lastRequest(call).headers())
        .containsEntry("Session-Expires", "900;refresher=uac")
        .containsEntry("Min-SE", "900");
  }

  @ParameterizedTest
  @CsvSource({"491,PT4S", "500,PT1M15S"})
  void aRefreshThatIsRefusedIsTriedAgain(int status, Duration wait) {
    var call = talking(TIMER, expires("600;refresher=uac", "UPDATE"));
    call.fires(Kind.REFRESH, ONE);
    assertThat(call.responds(ONE, "UPDATE", 2, status, "a", null)).isEmpty();
    assertThat(call.watches).containsEntry(timer(Kind.REFRESH, ONE), wait);
    assertThat(call.watches).containsKey(timer(Kind.SESSION, ONE));
  }

  @Test
  void aRefreshThatMeetsAnInviteWaits() {
    var call = talking(TIMER, expires("600;refresher=uac", "UPDATE"));
    call.requests(ONE, "INVITE", 7, "offer2");
    assertThat(call.fires(Kind.REFRESH, ONE)).isEmpty();
    assertThat(call.watches).containsEntry(timer(Kind.REFRESH, ONE), Duration.ofSeconds(4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"INVITE", "UPDATE"})
  void aPhonesRefreshIsAnsweredOnItsOwnLeg(String method) {
    var call = talking(expires("600;refresher=uac", "UPDATE"), Map.of());
    call.watches.remove(timer(Kind.SESSION, CALLER));

    assertThat(call.with(expires("600;refresher=uac", "UPDATE")).requests(CALLER, method, "offer"))
        .containsExactly("200.0 > " + method + "/2@0 {answer>0}");

    assertThat(lastResponse(call).headers()).containsEntry("Session-Expires", "600;refresher=uac");
    assertThat(call.watches).containsKey(timer(Kind.SESSION, CALLER));
    assertThat(call.state().leg(CALLER).confirmed().remoteTarget()).isEqualTo("sip:new@192.0.2.77");
    assertThat(call.state().leg(CALLER).unacknowledged() != null)
        .isEqualTo(method.equals("INVITE"));
  }

  @Test
  void anUpdateWithoutOfferIsAnsweredOnItsOwnLeg() {
    var call = talking(expires("600;refresher=uac", "UPDATE"), Map.of());
    assertThat(call.with(expires("300;refresher=uac", "UPDATE")).requests(CALLER, "UPDATE", null))
        .containsExactly("200.0 > UPDATE/2@0");
    assertThat(lastResponse(call).headers()).containsEntry("Session-Expires", "300;refresher=uac");
    assertThat(call.watches)
        .containsEntry(timer(Kind.SESSION, CALLER), Duration.ofSeconds(300 - 32));
  }

  @Test
  void anUpdateThatChangesTheSessionIsRelayedAndItsAnswerComesBack() {
    var call = Script.talking();
    assertThat(call.requests(CALLER, "UPDATE", HOLD))
        .containsExactly("INVITE/2 > 1 {" + HOLD + ">1}");
    assertThat(call.responds(ONE, 200, "a", HOLD))
        .containsExactly("ACK/2 > 1.a", "200.0 > UPDATE/2@0 {" + HOLD + ">0}");
    assertThat(call.state().leg(CALLER).unacknowledged()).isNull();
    assertThat(call.state().label()).isEqualTo("HELD");
  }

  @Test
  void anUpdateBeforeTheAnswerRefreshesTheTargetAndAnOfferInItHasToWait() {
    var call = Script.ringing("offer", 1);
    call.responds(ONE, 180, "a", null);
    assertThat(call.requests(CALLER, "UPDATE", null)).containsExactly("200.0 > UPDATE/2@0");
    assertThat(call.requests(CALLER, "UPDATE", "offer2")).containsExactly("500.0 > UPDATE/3@0");
    assertThat(lastResponse(call).headers()).containsKey("Retry-After");
    assertThat(call.requests(ONE, "UPDATE", 5, "offer3")).containsExactly("491.0 > UPDATE/5@1");
  }

  @Test
  void tooShortIntervalsAreRefusedWithOurMinimum() {
    var call = new Script();
    assertThat(call.started("offer", expires("60", "UPDATE")))
        .containsExactly("422.0 > INVITE/1@0");
    assertThat(lastResponse(call).headers()).containsEntry("Min-SE", "90");

    var talking = Script.talking();
    assertThat(talking.with(expires("60", "UPDATE")).requests(CALLER, "UPDATE", null))
        .containsExactly("422.0 > UPDATE/2@0");
    assertThat(talking.with(expires("60", "UPDATE")).requests(CALLER, "INVITE", "offer2"))
        .containsExactly("422.0 > INVITE/3@0");
  }

  @Test
  void anInviteThatIsTooShortForThePhoneIsSaidAgainAndTheCallGoesOn() {
    var call = Script.ringing("offer", 1);
    assertThat(call.with(Map.of("Min-SE", "3600")).responds(ONE, 422, "a", null))
        .containsExactly("INVITE/2 > 1 {offer>1}");
    assertThat(lastRequest(call).headers())
        .containsEntry("Session-Expires", "3600")
        .containsEntry("Min-SE", "3600");
    assertThat(call.responds(ONE, 200, "b", "answer"))
        .containsExactly("ACK/2 > 1.b", "200.0 > INVITE/1@0 {answer>0}", "connect 0 1");
    assertThat(call.responds(ONE, 200, "late", "answer"))
        .containsExactly("ACK/2 > 1.late", "BYE/3 > 1");
  }

  @Test
  void aPhoneThatAlwaysWantsMoreIsNotAskedForEver() {
    var call = Script.ringing("offer", 1);
    call.with(Map.of("Min-SE", "3600")).responds(ONE, 422, "a", null);
    assertThat(call.with(Map.of("Min-SE", "3600")).responds(ONE, 422, "a", null))
        .containsExactly("422.0 > INVITE/1@0");
  }

  @Test
  void aPhoneThatWantsMoreEachTimeIsAskedTwiceAgain() {
    var call = Script.ringing("offer", 1);
    for (int again = 1; again <= 2; again++) {
      assertThat(tooShort(call, "INVITE", again, again))
          .containsExactly("INVITE/" + (again + 1) + " > 1 {offer>1}");
    }
    assertThat(tooShort(call, "INVITE", 3, 3)).containsExactly("422.0 > INVITE/1@0");
  }

  @Test
  void aRefreshIsSaidTwiceAgainAtOnceAndThenLater() {
    var call = talking(TIMER, expires("600;refresher=uac", "UPDATE"));
    call.fires(Kind.REFRESH, ONE);
    for (int again = 1; again <= 2; again++) {
      assertThat(tooShort(call, "UPDATE", 1 + again, again))
          .containsExactly("UPDATE/" + (again + 2) + " > 1");
    }
    assertThat(tooShort(call, "UPDATE", 4, 3)).isEmpty();
    assertThat(call.watches).containsEntry(timer(Kind.REFRESH, ONE), Duration.ofSeconds(75));

    call.fires(Kind.REFRESH, ONE);
    call.with(expires("900;refresher=uac", "UPDATE")).responds(ONE, "UPDATE", 5, 200, "a", null);
    call.fires(Kind.REFRESH, ONE);
    assertThat(tooShort(call, "UPDATE", 6, 4)).containsExactly("UPDATE/7 > 1");
  }

  /** A 422 whose minimum is the longer, the more often there was one. */
  private static List<String> tooShort(Script call, String method, long cseq, int times) {
    var minimum = Map.of("Min-SE", Integer.toString(3_600 + times));
    return call.with(minimum).responds(ONE, method, cseq, 422, "a", null);
  }

  @Test
  void aReinviteIsNotSaidAgainForALongerSessionOnceTheCallHasEnded() {
    var call = Script.talking();
    call.requests(CALLER, "INVITE", "offer2");
    call.requests(CALLER, "BYE", null);
    assertThat(tooShort(call, "INVITE", 2, 1)).isEmpty();
    assertThat(call.state().leg(ONE).clientInvite()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 405, 408, 422, 481, 491, 500})
  void theAnswerToARefreshThatCrossesTheEndOfTheCallChangesNothing(int status) {
    for (var leg : List.of(CALLER, ONE)) {
      var call =
          talking(expires("600;refresher=uas", "UPDATE"), expires("600;refresher=uac", "UPDATE"));
      call.fires(Kind.REFRESH, leg);
      long cseq = lastRequest(call).cseq();
      call.requests(CALLER, "BYE", null);
      call.watches.clear();
      var later = Map.of("Min-SE", "3600", "Session-Expires", "600;refresher=uac");
      assertThat(call.with(later).responds(leg, "UPDATE", cseq, status, "a", null)).isEmpty();
      assertThat(call.watches).isEmpty();
      assertThat(call.state().leg(leg).liveness().probe()).isZero();
    }
  }

  /** RFC 3261 §13.2.2.4. */
  @Test
  void theSuccessOfARefreshThatCrossesItsCancelIsAcknowledged() {
    var call = talking(TIMER, expires("600;refresher=uac", "INVITE"));
    call.fires(Kind.REFRESH, ONE);
    call.responds(ONE, 183, "a", null);
    call.fires(Kind.TIMER_C, ONE);
    assertThat(call.responds(ONE, 200, "a", "answer")).containsExactly("ACK/2 > 1.a");
    assertThat(call.responds(ONE, 200, "a", "answer")).containsExactly("ACK/2 > 1.a");
    assertThat(call.state().isOver()).isFalse();
  }

  @Test
  void peersWithoutSessionTimerAreAskedOnHold() {
    var call = onHold();
    assertThat(call.watches)
        .containsEntry(timer(Kind.OPTIONS, CALLER), Duration.ofMinutes(1))
        .containsEntry(timer(Kind.OPTIONS, ONE), Duration.ofMinutes(1));

    assertThat(call.fires(Kind.OPTIONS, ONE)).containsExactly("OPTIONS/3 > 1");
    assertThat(call.responds(ONE, "OPTIONS", 3, 200, "a", null)).isEmpty();
    assertThat(call.watches).containsKey(timer(Kind.OPTIONS, ONE));
    call.fires(Kind.OPTIONS, ONE);
    assertThat(call.responds(ONE, "OPTIONS", 4, 405, "a", null)).isEmpty();
    assertThat(call.watches).containsKey(timer(Kind.OPTIONS, ONE));
  }

  @Test
  void nobodyIsAskedWhileMediaIsExpected() {
    var call = Script.talking();
    assertThat(call.watches).doesNotContainKey(timer(Kind.OPTIONS, ONE));
    var resumed = onHold();
    resumed.requests(CALLER, "INVITE", "offer");
    resumed.responds(ONE, 200, "a", "answer");
    resumed.acks(CALLER, null);
    assertThat(resumed.fires(Kind.OPTIONS, ONE)).isEmpty();
    assertThat(resumed.watches).doesNotContainKey(timer(Kind.OPTIONS, ONE));
  }

  @Test
  void aPeerThatKnowsNoDialogAnyMoreEndsTheCallAtOnce() {
    var call = onHold();
    call.fires(Kind.OPTIONS, ONE);
    assertThat(call.responds(ONE, "OPTIONS", 3, 481, "a", null))
        .containsExactly("BYE/1 > 0", "BYE/4 > 1");
    assertThat(call.state().end().status()).isEqualTo(481);
  }

  @Test
  void silenceEndsTheCallTheSecondTime() {
    var call = onHold();
    call.fires(Kind.OPTIONS, ONE);
    assertThat(call.on(new Event.RequestFailed(ONE, "OPTIONS", 3, RequestFailure.TIMEOUT)))
        .isEmpty();
    assertThat(call.watches).containsEntry(timer(Kind.OPTIONS, ONE), Keepalive.SECOND_TRY);
    assertThat(call.fires(Kind.OPTIONS, ONE)).containsExactly("OPTIONS/4 > 1");
    assertThat(call.responds(ONE, "OPTIONS", 4, 408, "a", null))
        .containsExactly("BYE/1 > 0", "BYE/5 > 1");
    assertThat(call.state().end().status()).isEqualTo(408);
  }

  @Test
  void anAnswerInBetweenCountsAnew() {
    var call = onHold();
    call.fires(Kind.OPTIONS, ONE);
    call.on(new Event.RequestFailed(ONE, "OPTIONS", 3, RequestFailure.TIMEOUT));
    call.fires(Kind.OPTIONS, ONE);
    call.responds(ONE, "OPTIONS", 4, 200, "a", null);
    call.fires(Kind.OPTIONS, ONE);
    call.on(new Event.RequestFailed(ONE, "OPTIONS", 5, RequestFailure.TIMEOUT));
    assertThat(call.state().isOver()).isFalse();
  }

  @Test
  void aRefreshByReinviteThatOnlyGetsProvisionalResponsesIsASilence() {
    var call = talking(TIMER, expires("600;refresher=uac", "INVITE"));
    call.fires(Kind.REFRESH, ONE);
    call.responds(ONE, 183, "a", null);
    assertThat(call.fires(Kind.TIMER_C, ONE)).containsExactly("CANCEL/2 > 1");
    assertThat(call.state().isOver()).isFalse();
    assertThat(call.watches).containsEntry(timer(Kind.REFRESH, ONE), Keepalive.SECOND_TRY);
  }

  private static Script onHold() {
    var call = Script.talking();
    call.requests(CALLER, "INVITE", HOLD);
    call.responds(ONE, 200, "a", HOLD);
    call.acks(CALLER, null);
    assertThat(call.state().label()).isEqualTo("HELD");
    return call;
  }
}
