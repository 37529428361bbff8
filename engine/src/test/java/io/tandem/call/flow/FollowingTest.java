package io.tandem.call.flow;

import static io.tandem.call.flow.Script.CALLER;
import static io.tandem.call.flow.Script.NODE;
import static io.tandem.call.flow.Script.ONE;
import static io.tandem.call.flow.Script.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.call.flow.CallTimer.Kind;
import io.tandem.call.leg.Body;
import io.tandem.call.leg.IncomingResponse;
import io.tandem.call.leg.OutgoingRequest;
import io.tandem.call.leg.RequestFailure;
import io.tandem.id.LegId;
import io.tandem.registrar.Binding;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A phone that has moved is reached where it is now. */
class FollowingTest {
  private static final String HOLD = "v=0\r\nm=audio 4000 RTP/AVP 0\r\na=inactive\r\n";
  static final Flow ELSEWHERE = tcp("198.51.100.7", 7);
  private static final Flow THIRD = tcp("198.51.100.8", 8);

  private static Flow tcp(String host, long connection) {
    var remote = new InetSocketAddress(host, 40_000);
    return new Flow(NODE, "tcp:203.0.113.1:5060", Transport.TCP, remote, connection);
  }

  /** A call whose callee was reached without a proxy. */
  private static Script talking() {
    var call = Script.ringing("offer", 1);
    answers(call, Script.flow(ONE));
    call.acks(CALLER, null);
    return call;
  }

  private static List<String> answers(Script call, Flow from) {
    return call.on(new Event.Responded(ONE, response("INVITE", 1, 200, from)));
  }

  private static IncomingResponse response(String method, long cseq, int status, Flow from) {
    return response(method, cseq, status, from, Map.of());
  }

  private static IncomingResponse response(
      String method, long cseq, int status, Flow from, Map<String, String> headers) {
    var body = status == 200 ? Body.sdp("answer") : null;
    return new IncomingResponse(
        status, null, method, cseq, "a", "sip:phone@192.168.0.9", List.of(), body, headers, from);
  }

  private static Binding binding(String contact, Flow flow) {
    return new Binding(contact, flow, List.of(), 1, START, START, "reg", 2, "phone");
  }

  /** The callee's binding, at another flow. */
  private static Event.Found found(Flow flow) {
    return new Event.Found(ONE, List.of(binding("sip:1002@192.0.2.101", flow), other()));
  }

  private static Binding other() {
    return binding("sip:other@192.0.2.200", Script.flow(new LegId(9)));
  }

  private static Event.RequestFailed failed(String method, long cseq, RequestFailure failure) {
    return new Event.RequestFailed(ONE, method, cseq, failure);
  }

  private static OutgoingRequest last(Script call) {
    return call.requests.get(call.requests.size() - 1);
  }

  @ParameterizedTest
  @EnumSource(RequestFailure.class)
  void aByeThatCouldNotBeDeliveredIsTriedOnTheNewFlow(RequestFailure failure) {
    var call = talking();
    call.requests(CALLER, "BYE", null);
    assertThat(call.on(failed("BYE", 2, failure))).containsExactly("pursue 1 1002");
    assertThat(call.state().isOutstanding()).isTrue();
    assertThat(call.on(found(ELSEWHERE))).containsExactly("BYE/3 > 1");
    assertThat(last(call).flow()).isEqualTo(ELSEWHERE);
    assertThat(last(call).toTag()).isEqualTo("a");
    call.responds(ONE, "BYE", 3, 200, "a", null);
    assertThat(call.state().isOutstanding()).isFalse();
  }

  @Test
  void aByeThatIsNotAnsweredSoonIsTriedThereToo() {
    var call = talking();
    call.requests(CALLER, "BYE", null);
    assertThat(call.fires(Kind.UNANSWERED_BYE, ONE)).containsExactly("pursue 1 1002");
    assertThat(call.on(found(ELSEWHERE))).containsExactly("BYE/3 > 1");
    call.responds(ONE, "BYE", 3, 200, "a", null);
    assertThat(call.state().isOutstanding()).isTrue();
    assertThat(call.on(failed("BYE", 2, RequestFailure.TIMEOUT))).isEmpty();
    assertThat(call.state().isOutstanding()).isFalse();
  }

  @Test
  void aByeThatIsAnsweredAsksNobody() {
    var call = talking();
    call.requests(CALLER, "BYE", null);
    call.responds(ONE, "BYE", 2, 200, "a", null);
    assertThat(call.watches).doesNotContainKey(new CallTimer(Kind.UNANSWERED_BYE, ONE));
  }

  @Test
  void aPhoneThatIsNowhereElseIsGone() {
    var call = talking();
    call.requests(CALLER, "BYE", null);
    call.on(failed("BYE", 2, RequestFailure.TRANSPORT));
    assertThat(call.on(found(Script.flow(ONE)))).isEmpty();
    assertThat(call.state().isOutstanding()).isFalse();

    var unknown = talking();
    unknown.requests(CALLER, "BYE", null);
    unknown.on(failed("BYE", 2, RequestFailure.TRANSPORT));
    assertThat(unknown.on(new Event.Found(ONE, List.of()))).isEmpty();
    assertThat(unknown.state().isOutstanding()).isFalse();
  }

  @Test
  void aReinviteIsSaidAgainOnTheNewFlowAndItsSenderHearsNothingOfIt() {
    var call = talking();
    call.requests(CALLER, "INVITE", "offer2");
    assertThat(call.on(failed("INVITE", 2, RequestFailure.TRANSPORT)))
        .containsExactly("pursue 1 1002");
    assertThat(call.on(found(ELSEWHERE))).containsExactly("INVITE/3 > 1 {offer2>1}");
    assertThat(last(call).flow()).isEqualTo(ELSEWHERE);
    assertThat(call.on(new Event.Responded(ONE, response("INVITE", 3, 200, ELSEWHERE))))
        .containsExactly("ACK/3 > 1.a", "200.0 > INVITE/2@0 {answer>0}");
  }

  @Test
  void aReinviteToAPhoneThatIsNowhereElseLeavesTheSessionAsItWas() {
    var call = talking();
    call.requests(CALLER, "INVITE", "offer2");
    call.on(failed("INVITE", 2, RequestFailure.TRANSPORT));
    assertThat(call.on(found(Script.flow(ONE))))
        .containsExactly("rollback 0 1", "500.0 > INVITE/2@0");
    assertThat(call.state().label()).isEqualTo("TALKING");
  }

  /** RFC 3261 §15.1.1: the INVITE's turn is over, but not that of the BYE. */
  @Test
  void aReinviteIsNotSaidAgainOnceTheCallHasEnded() {
    var call = talking();
    call.requests(CALLER, "INVITE", "offer2");
    call.on(failed("INVITE", 2, RequestFailure.TRANSPORT));
    assertThat(call.requests(CALLER, "BYE", null)).contains("BYE/3 > 1");
    assertThat(call.on(found(ELSEWHERE))).isEmpty();
    assertThat(call.state().leg(ONE).clientInvite()).isNull();
    byeFollows(call);
  }

  @Test
  void aByeThatWentTheOldWayWhileThePhoneWasLookedForFollowsIt() {
    var call = talking();
    call.requests(CALLER, "INFO", "Signal=1");
    call.on(failed("INFO", 2, RequestFailure.TIMEOUT));
    assertThat(call.requests(CALLER, "BYE", null)).contains("BYE/3 > 1");
    assertThat(call.on(found(ELSEWHERE))).isEmpty();
    byeFollows(call);
  }

  /** The leg knows the new way already when the BYE's turn comes. */
  private static void byeFollows(Script call) {
    assertThat(call.fires(Kind.UNANSWERED_BYE, ONE)).containsExactly("pursue 1 1002");
    assertThat(call.on(found(ELSEWHERE))).containsExactly("BYE/4 > 1");
    assertThat(last(call).flow()).isEqualTo(ELSEWHERE);
    call.responds(ONE, "BYE", 4, 200, "a", null);
    call.on(failed("BYE", 3, RequestFailure.TIMEOUT));
    assertThat(call.state().isOutstanding()).isFalse();
  }

  @Test
  void aByeIsSaidOnceOnTheNewFlowThoughItWasSlowAndThenFailed() {
    var call = talking();
    call.requests(CALLER, "BYE", null);
    call.fires(Kind.UNANSWERED_BYE, ONE);
    assertThat(call.on(failed("BYE", 2, RequestFailure.TRANSPORT))).isEmpty();
    assertThat(call.on(found(ELSEWHERE))).containsExactly("BYE/3 > 1");
    call.responds(ONE, "BYE", 3, 200, "a", null);
    assertThat(call.state().isOutstanding()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"INVITE", "INVITE, UPDATE"})
  void aRefreshIsNotSaidAgainOnceTheCallHasEnded(String allow) {
    var timer =
        Map.of("Supported", "timer", "Session-Expires", "600;refresher=uac", "Allow", allow);
    for (var flow : List.of(ELSEWHERE, Script.flow(ONE))) {
      var call = Script.ringing("offer", 1);
      call.on(new Event.Responded(ONE, response("INVITE", 1, 200, Script.flow(ONE), timer)));
      call.acks(CALLER, null);
      call.fires(Kind.REFRESH, ONE);
      call.on(failed(last(call).method(), 2, RequestFailure.TRANSPORT));
      call.requests(CALLER, "BYE", null);
      assertThat(call.on(found(flow))).isEmpty();
      call.responds(ONE, "BYE", 3, 200, "a", null);
      assertThat(call.state().isOutstanding()).isFalse();
    }
  }

  @Test
  void aReinviteThatWasGivenUpIsNotSaidAgain() {
    var call = talking();
    call.requests(CALLER, "INVITE", "offer2");
    call.on(failed("INVITE", 2, RequestFailure.TRANSPORT));
    call.cancels(CALLER);
    assertThat(call.on(found(ELSEWHERE))).containsExactly("rollback 0 1", "500.0 > INVITE/2@0");
  }

  @Test
  void anInfoFailsButTheLegHasMovedForTheNext() {
    var call = talking();
    call.requests(CALLER, "INFO", "Signal=1");
    call.on(failed("INFO", 2, RequestFailure.TRANSPORT));
    assertThat(call.on(found(ELSEWHERE))).containsExactly("500.0 > INFO/2@0");
    call.requests(CALLER, "INFO", "Signal=1");
    assertThat(last(call).flow()).isEqualTo(ELSEWHERE);
  }

  @Test
  void aSilenceDoesNotCountWhileThePhoneIsLookedForAndFound() {
    var call = talking();
    call.requests(CALLER, "INVITE", HOLD);
    call.on(new Event.Responded(ONE, response("INVITE", 2, 200, Script.flow(ONE))));
    call.acks(CALLER, null);
    for (var flow : List.of(ELSEWHERE, THIRD)) {
      call.fires(Kind.OPTIONS, ONE);
      long asked = last(call).cseq();
      assertThat(call.on(failed("OPTIONS", asked, RequestFailure.TIMEOUT)))
          .containsExactly("pursue 1 1002");
      assertThat(call.on(found(flow))).containsExactly("OPTIONS/" + (asked + 1) + " > 1");
      assertThat(last(call).flow()).isEqualTo(flow);
      call.responds(ONE, "OPTIONS", asked + 1, 200, "a", null);
      assertThat(call.state().leg(ONE).liveness().misses()).isZero();
    }
  }

  @Test
  void theCancelOfAPhoneThatConnectedAnewGoesThere() {
    var call = Script.ringing("offer", 1);
    call.on(new Event.Responded(ONE, response("INVITE", 1, 180, Script.flow(ONE))));
    assertThat(call.cancels(CALLER)).containsExactly("CANCEL/1 > 1", "487.0 > INVITE/1@0");
    assertThat(call.on(failed("CANCEL", 1, RequestFailure.TRANSPORT)))
        .containsExactly("pursue 1 1002");
    assertThat(call.on(found(ELSEWHERE))).containsExactly("CANCEL/1 > 1");
    assertThat(call.state().leg(ONE).clientInvite().flow()).isEqualTo(ELSEWHERE);
  }

  @Test
  void whoAnswersByANewConnectionGetsItsAckAndByeThere() {
    var call = Script.ringing("offer", 1);
    assertThat(answers(call, ELSEWHERE)).startsWith("ACK/1 > 1.a");
    assertThat(last(call).flow()).isEqualTo(ELSEWHERE);
    call.acks(CALLER, null);
    call.requests(CALLER, "BYE", null);
    assertThat(last(call).flow()).isEqualTo(ELSEWHERE);
  }

  @Test
  void aRequestInTheDialogMovesTheLegAndAnOldOneDoesNot() {
    var call = talking();
    String callId = call.state().leg(ONE).peer().sipCallId();
    call.on(call.requested(ONE, "OPTIONS", 5, null, callId, ELSEWHERE));
    assertThat(call.state().leg(ONE).flow()).isEqualTo(ELSEWHERE);
    call.on(call.requested(ONE, "OPTIONS", 5, null, callId, THIRD));
    call.on(call.requested(ONE, "OPTIONS", 9, null, "other@call", THIRD));
    assertThat(call.state().leg(ONE).flow()).isEqualTo(ELSEWHERE);
  }

  /** The caller's dialog has a route set: its requests come from the proxy. */
  @Test
  void behindAProxyTheRouteSetIsTheWay() {
    var call = talking();
    var before = call.state().leg(CALLER).flow();
    call.on(call.requested(CALLER, "OPTIONS", 5, null, "call@alice", ELSEWHERE));
    assertThat(call.state().leg(CALLER).flow()).isEqualTo(before);
    call.requests(ONE, "BYE", 9, null);
    assertThat(call.on(new Event.RequestFailed(CALLER, "BYE", 1, RequestFailure.TRANSPORT)))
        .isEmpty();
    assertThat(call.state().isOutstanding()).isFalse();
  }

  /** Its connection is a new one since it called, and the answer's way back is the old one. */
  @Test
  void theAnswerToACallerThatHasMovedFollowsIt() {
    var call = answeredAt("sip:1001@192.0.2.100");
    assertThat(call.fires(Kind.SUCCESS, CALLER)).hasSize(1);
    assertThat(call.fires(Kind.SUCCESS, CALLER)).contains("pursue 0 1001");
    assertThat(call.fires(Kind.SUCCESS, CALLER)).doesNotContain("pursue 0 1001");
    assertThat(call.on(registeredAgain(START.plusSeconds(1)))).hasSize(1);
    assertThat(call.responses.get(call.responses.size() - 1).way()).isEqualTo(ELSEWHERE);
    call.fires(Kind.SUCCESS, CALLER);
    assertThat(call.responses.get(call.responses.size() - 1).way()).isEqualTo(ELSEWHERE);
    call.on(call.requested(CALLER, "ACK", 1, null, "call@alice", ELSEWHERE));
    call.requests(ONE, "BYE", 7, null);
    assertThat(last(call).flow()).isEqualTo(ELSEWHERE);
  }

  /** A call that was answered, and whose caller is behind no NAT and no proxy. */
  static Script answeredAt(String contact) {
    var call = new Script().listeningAt(contact);
    call.started("offer", Map.of());
    call.located(1);
    answers(call, Script.flow(ONE));
    return call;
  }

  static Event.Found registeredAgain(Instant at) {
    var contact = "sip:1001@192.0.2.100";
    var binding = new Binding(contact, ELSEWHERE, List.of(), 1, START, at, "reg", 2, "phone");
    return new Event.Found(CALLER, List.of(binding));
  }

  /** A call that was answered, and whose caller, which was there before it called, is silent. */
  static Script unacknowledged() {
    var call = answeredAt("sip:1001@192.0.2.100");
    call.fires(Kind.SUCCESS, CALLER);
    call.fires(Kind.SUCCESS, CALLER);
    return call;
  }

  /** It has called from another network and not yet registered there. */
  @Test
  void theAnswerDoesNotFollowABindingThatIsOlderThanTheCall() {
    var call = unacknowledged();
    assertThat(call.on(registeredAgain(START))).isEmpty();
    call.fires(Kind.SUCCESS, CALLER);
    assertThat(call.responses.get(call.responses.size() - 1).way()).isNull();
    call.acks(CALLER, null);
    call.requests(ONE, "BYE", 7, null);
    assertThat(last(call).flow()).isEqualTo(Script.flow(CALLER));
  }

  @Test
  void anAnswerThatIsAcknowledgedMeanwhileFollowsNobody() {
    var call = unacknowledged();
    call.acks(CALLER, null);
    assertThat(call.on(registeredAgain(START.plusSeconds(1)))).isEmpty();
    assertThat(call.state().leg(CALLER).flow()).isEqualTo(Script.flow(CALLER));
  }

  @Test
  void theAckShowsTheWayAsAnyRequest() {
    var call = unacknowledged();
    call.on(registeredAgain(START.plusSeconds(1)));
    call.acks(CALLER, null); // it was slow, and has registered from elsewhere for another reason
    call.requests(ONE, "BYE", 7, null);
    assertThat(last(call).flow()).isEqualTo(Script.flow(CALLER));
  }

  @Test
  void aSilentCallerIsLookedForTwice() {
    var call = unacknowledged();
    int asked = 1;
    call.on(new Event.Found(CALLER, List.of()));
    while (call.state().leg(CALLER).unacknowledged() != null) {
      if (call.fires(Kind.SUCCESS, CALLER).contains("pursue 0 1001")) {
        asked++;
        call.on(new Event.Found(CALLER, List.of()));
      }
    }
    assertThat(asked).isEqualTo(2);
  }

  /** An UPDATE says where it is, so nobody has to be asked. */
  @Test
  void theAnswerGoesToWhereACallerThatRingsHasAskedFrom() {
    var call = new Script().listeningAt("sip:1001@192.0.2.100");
    call.started("offer", Map.of());
    call.located(1);
    call.responds(ONE, 180, "a", null);
    call.on(call.requested(CALLER, "UPDATE", 2, null, "call@alice", ELSEWHERE));
    answers(call, Script.flow(ONE));
    assertThat(call.responses.get(call.responses.size() - 1).way()).isEqualTo(ELSEWHERE);
    call.fires(Kind.SUCCESS, CALLER);
    assertThat(call.responses.get(call.responses.size() - 1).way()).isEqualTo(ELSEWHERE);
  }

  /** Of a later INVITE the way is that by which it came, wherever the phone is registered. */
  @Test
  void theAnswerToAReinviteFollowsNoBinding() {
    var call = talking();
    String callId = call.state().leg(ONE).peer().sipCallId();
    call.on(call.requested(ONE, "INVITE", 5, "moved", callId, ELSEWHERE));
    call.responds(CALLER, 200, "alice", "answer2");
    call.fires(Kind.SUCCESS, ONE);
    assertThat(call.fires(Kind.SUCCESS, ONE)).noneMatch(said -> said.startsWith("pursue"));
    assertThat(call.state().leg(ONE).flow()).isEqualTo(ELSEWHERE);
  }

  /** RFC 6141 §4.6. */
  @Test
  void aRefusedReinviteChangesNoWay() {
    var call = answeredAt("sip:1001@192.0.2.100:5070");
    call.acks(CALLER, null);
    call.listeningAt("sip:1001@192.0.2.100:5080");
    call.requests(CALLER, "INVITE", "offer2");
    call.responds(ONE, 488, "a", null);
    call.requests(ONE, "BYE", 7, null);
    assertThat(last(call).requestUri()).isEqualTo("sip:1001@192.0.2.100:5070");
    assertThat(last(call).flow().remote()).hasToString("/192.0.2.100:5070");
  }

  /** It sends from where it does not listen, and nothing is between. */
  @Test
  void aCallerWithoutNatIsReachedAtItsContactAndAtTheNextOne() {
    var call = answeredAt("sip:1001@192.0.2.100:5070");
    call.acks(CALLER, null);
    assertThat(call.state().leg(CALLER).flow().remote()).hasToString("/192.0.2.100:5070");

    call.listeningAt("sip:1001@192.0.2.100:5080");
    assertThat(call.requests(CALLER, "UPDATE", null)).isNotEmpty();
    assertThat(call.state().leg(CALLER).flow().remote()).hasToString("/192.0.2.100:5080");
    call.requests(ONE, "BYE", 7, null);
    assertThat(last(call).flow().remote()).hasToString("/192.0.2.100:5080");
  }
}
