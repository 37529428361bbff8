package io.tandem.node.system;

import static io.tandem.node.system.Talk.SOON;
import static io.tandem.node.system.Talk.await;
import static io.tandem.node.system.Talk.expect;
import static io.tandem.node.system.Talk.received;
import static io.tandem.node.system.Talk.wire;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.node.Lane;
import io.tandem.node.TestNode;
import io.tandem.phone.Phone;
import io.tandem.phone.PhoneCall;
import io.tandem.phone.model.HoldStyle;
import io.tandem.phone.model.Reinvite;
import io.tandem.phone.model.RequestSpec;
import io.tandem.phone.model.SipRecord;
import io.tandem.phone.model.SipReply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens in an answered call before it ends: hold, other codecs, glare, other requests. */
@ExtendWith(NodeAtRest.class)
@ResourceLock(Lane.SHARED_NODE)
class ReinviteIT {
  private TestTenant tenant;
  private Talk talk;

  @BeforeEach
  void call() {
    tenant = TestTenant.create(TestNode.shared());
    Phone alice = tenant.registered("1001");
    Phone bob = tenant.registered("1802");
    talk = Talk.between(alice, bob).audible();
  }

  /** Whatever was tried, the call goes on, ends as it should and leaves its record. */
  @AfterEach
  void hangUp() {
    talk.audibleAgain().end();
    tenant.cdr().ended("ANSWERED", "CALLER_HANGUP", 200);
    tenant.close();
  }

  @ParameterizedTest
  @EnumSource(HoldStyle.class)
  void eitherSideHoldsInAnyStyleAndResumes(HoldStyle style) {
    holdAndResume(talk.caller(), talk.callee(), style);
    talk.audibleAgain();
    holdAndResume(talk.callee(), talk.caller(), style);
  }

  private void holdAndResume(PhoneCall holder, PhoneCall held, HoldStyle style) {
    expect(200, holder.hold(style));
    held.awaitSilence(SOON);
    assertThat(tenant.calls().get(0).get("state").asText()).isEqualTo("HELD");
    expect(200, holder.resume());
    held.awaitMedia("sendrecv", SOON);
    assertThat(tenant.calls().get(0).get("state").asText()).isEqualTo("TALKING");
  }

  @Test
  void anotherCodecIsAgreedOnInTheCall() {
    expect(200, talk.caller().reinvite(Reinvite.codecs("PCMA")));
    await(talk.callee().when(status -> status.codec().equals("PCMA")));
    await(talk.callee().resetMedia());
    assertThat(talk.callee().awaitTone(1001, SOON).payloadTypes()).contains(8);
  }

  @Test
  void aReinviteWithoutOfferGetsOneFromTheOtherSide() {
    expect(200, talk.callee().reinvite(Reinvite.withoutOffer()));
    assertThat(received(talk.caller(), "INVITE")).singleElement().matches(m -> !m.hasSdp());
    awaitReceived(talk.caller(), "ACK", 1);
    assertThat(received(talk.caller(), "ACK").get(0).hasSdp()).isTrue();
  }

  /** The caller's waits for its answer when the callee's comes. */
  @Test
  void whenBothReinviteAtOnceOneIsRetriedAfter491() {
    await(talk.callee().answersReinvites(false));
    CompletableFuture<SipReply> accepted = talk.caller().reinvite(Reinvite.codecs("PCMA"));
    awaitReceived(talk.callee(), "INVITE", 2);
    CompletableFuture<SipReply> retried = talk.callee().reinvite(Reinvite.codecs("PCMA", "PCMU"));
    awaitReceived(talk.callee(), "SIP/2.0 491", 1);
    await(talk.callee().answersReinvites(true));

    expect(200, accepted);
    expect(200, retried);
    assertThat(received(talk.caller(), "INVITE")).hasSize(1);
  }

  private static void awaitReceived(PhoneCall call, String beginning, int count) {
    Awaitility.await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> received(call, beginning).size() >= count);
  }

  /** A re-INVITE of the caller with this media section in its offer. */
  private RequestSpec reinvite(String media) {
    return RequestSpec.inDialog("INVITE")
        .withHeader("Contact", "<sip:1001@127.0.0.1:" + talk.caller().phone().port() + ">")
        .withBody(
            "application/sdp",
            """
            v=0\r
            o=- 1 1 IN IP4 127.0.0.1\r
            s=-\r
            c=IN IP4 127.0.0.1\r
            t=0 0\r
            """
                + media);
  }

  @Test
  void aRefusedReinviteLeavesTheSessionAsItWas() {
    expect(488, talk.caller().send(reinvite("m=audio 40000 RTP/SAVP 0\r\n")));
  }

  /** The node has passed the offer on before the other phone refuses it. */
  @Test
  void whatTheOtherPhoneRefusesLeavesTheSessionAsItWasToo() {
    expect(
        488, talk.caller().send(reinvite("m=audio 40000 RTP/AVP 9\r\na=rtpmap:9 G722/8000\r\n")));
    assertThat(received(talk.callee(), "INVITE")).hasSize(2);
    assertThat(wire(talk.callee()))
        .filteredOn(SipRecord::sent)
        .anyMatch(message -> message.firstLine().startsWith("SIP/2.0 488"));
  }

  @Test
  void optionsInTheDialogIsAnsweredWithWhatWeImplement() {
    SipReply reply = expect(200, talk.caller().send(RequestSpec.inDialog("OPTIONS")));
    assertThat(String.join(",", reply.header("Allow"))).contains("INVITE", "BYE", "INFO");
  }

  @Test
  void infoIsPassedOnAndItsAnswerComesBack() {
    var info =
        RequestSpec.inDialog("INFO")
            .withBody("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n");
    expect(200, talk.caller().send(info));
    var received = talk.callee().phone().awaitRequest(SOON);
    assertThat(received.method()).isEqualTo("INFO");
    assertThat(received.body()).contains("Signal=5");
  }

  @Test
  void anUnknownMethodIsRefusedAndNothingElse() {
    SipReply reply = expect(405, talk.caller().send(RequestSpec.inDialog("DANCE")));
    assertThat(String.join(",", reply.header("Allow"))).contains("INVITE");
    assertThat(talk.callee().phone().waitingCalls()).isZero();
  }

  @Test
  void theVersionOfALegsDescriptionRisesOnlyWithItsText() {
    String first = origin(received(talk.callee(), "INVITE").get(0).text());
    String answered = origin(successes(talk.caller(), "INVITE").get(0).text());
    expect(200, talk.caller().reinvite(Reinvite.resume()));
    String same = origin(successes(talk.caller(), "INVITE").get(1).text());
    expect(200, talk.caller().hold());
    String held = origin(received(talk.callee(), "INVITE").get(1).text());
    expect(200, talk.caller().resume());

    assertThat(same).isEqualTo(answered);
    assertThat(session(held)).isEqualTo(session(first));
    assertThat(version(held)).isEqualTo(version(first) + 1);
  }

  private static List<SipRecord> successes(PhoneCall call, String method) {
    return received(call, "SIP/2.0 200").stream()
        .filter(message -> message.method().equals(method))
        .toList();
  }

  /** RFC 4028: each leg has its own timer, and the other phone hears nothing of it. */
  @Test
  void aRefreshIsAnsweredOnItsOwnLeg() {
    var update =
        RequestSpec.inDialog("UPDATE")
            .withHeader("Contact", "<sip:1001@127.0.0.1:" + talk.caller().phone().port() + ">")
            .withHeader("Supported", "timer")
            .withHeader("Session-Expires", "600;refresher=uac");
    SipReply reply = expect(200, talk.caller().send(update));
    assertThat(reply.header("Session-Expires")).containsExactly("600;refresher=uac");
    assertThat(reply.header("Require")).containsExactly("timer");
    assertThat(String.join(",", reply.header("Allow"))).contains("UPDATE");
    expect(200, talk.caller().reinvite(Reinvite.resume()));

    assertThat(received(talk.callee(), "INVITE"))
        .singleElement()
        .matches(invite -> invite.text().contains("Session-Expires: 1800\r\n"));
    assertThat(received(talk.callee(), "UPDATE")).isEmpty();
  }

  @Test
  void aSessionThatIsTooShortIsRefusedWithTheShortestAllowed() {
    var update =
        RequestSpec.inDialog("UPDATE")
            .withHeader("Require", "timer")
            .withHeader("Session-Expires", "30");
    assertThat(expect(422, talk.caller().send(update)).header("Min-SE")).containsExactly("90");
  }

  /** RFC 6141 §4.6: the Contact of a re-INVITE counts with its 2xx. */
  @Test
  void aRefusedReinviteDoesNotMoveItsSender() {
    var elsewhere =
        reinvite("m=audio 40000 RTP/AVP 9\r\na=rtpmap:9 G722/8000\r\n")
            .withHeader(
                "Contact", "<sip:elsewhere@127.0.0.1:" + talk.caller().phone().port() + ">");
    expect(488, talk.caller().send(elsewhere));
    expect(200, talk.callee().reinvite(Reinvite.withoutOffer()));
    assertThat(received(talk.caller(), "INVITE").get(0).firstLine()).doesNotContain("elsewhere");
  }

  private static String origin(String message) {
    return message.lines().filter(line -> line.startsWith("o=")).findFirst().orElseThrow();
  }

  private static String session(String origin) {
    return origin.split(" ")[1];
  }

  private static long version(String origin) {
    return Long.parseLong(origin.split(" ")[2]);
  }
}
