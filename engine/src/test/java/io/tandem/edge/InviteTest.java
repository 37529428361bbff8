package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tandem.call.CallEntity;
import io.tandem.call.leg.Body;
import io.tandem.call.leg.OutgoingResponse;
import io.tandem.cdr.EndReason;
import io.tandem.id.Extension;
import io.tandem.id.LegId;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.tenant.AdmissionDecision;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** INVITEs from the wire to the call entity, and those that are given up on the way. */
class InviteTest extends EdgeAndPhone {
  @Test
  void anAuthenticatedInviteBecomesACall() throws Exception {
    call(
        Draft.invite("1002")
            .callId("the-call")
            .header("Alert-Info", "<urn:alert:tone:internal>")
            .header("X-Secret", "stays here")
            .body("application/sdp", "v=0"));

    assertThat(((SipResponse) phone.receive()).status()).isEqualTo(100);
    var start = started();
    assertThat(start.tenant()).isEqualTo(FakeDirectory.TENANT);
    assertThat(start.domain().value()).isEqualTo("a.example");
    assertThat(start.caller()).isEqualTo(new Extension("1001"));
    assertThat(start.callerDisplayName()).isEqualTo("Phone 1001");
    assertThat(start.dialled()).isEqualTo("1002");
    assertThat(start.route().extension()).isEqualTo(new Extension("1002"));
    assertThat(start.startedAt()).isEqualTo(EdgeFixture.START);
    assertThat(start.call().startedAt()).isEqualTo(EdgeFixture.START);
    var invite = start.invite();
    assertThat(invite.sipCallId()).isEqualTo("the-call");
    assertThat(invite.contactUri()).isEqualTo("sip:1001@127.0.0.1:5062");
    assertThat(invite.flow().remote().getPort()).isEqualTo(phone.port());
    assertThat(invite.body()).isEqualTo(Body.sdp("v=0"));
    assertThat(invite.headers()).containsKeys("Alert-Info", "Max-Forwards");
    assertThat(invite.headers()).doesNotContainKeys("X-Secret", "Proxy-Authorization");
    assertThat(node.records).isEmpty();
  }

  @Test
  void aPhoneThatKnowsOnlyOurAddressMayDialThere() throws Exception {
    call(Draft.invite("1002").uri("sip:1002@127.0.0.1:" + node.address().getPort()));

    assertThat(started().dialled()).isEqualTo("1002");
  }

  @ParameterizedTest
  @CsvSource({
    "sip:1001@a.example, sip:1002@a.example",
    "sip:1001@OURS, sip:1002@a.example",
    "sip:1001@OURS, sip:1002@OURS",
    "sip:1001@a.example, tel:1002;phone-context=a.example",
    "sip:1001@a.example, tel:1-0.(02)",
    "tel:1001;phone-context=A.example, tel:1002;phone-context=a.example;isub=7",
    "sip:1001@a.example, sip:10-02@a.example;user=phone"
  })
  void aCallGoesOutAsTheExtensionHoweverItAndItsTargetAreNamed(String from, String to)
      throws Exception {
    call(Draft.invite("1002").from(ours(from)).to(ours(to)).uri(ours(to)));

    var start = started();
    assertThat(start.caller()).isEqualTo(new Extension("1001"));
    assertThat(start.route().extension()).isEqualTo(new Extension("1002"));
    assertThat(start.anonymous()).isFalse();
  }

  private static String ours(String uri) {
    return uri.replace("OURS", "127.0.0.1");
  }

  /**
   * Cases 46 and others (RFC 3323, RFC 3325): the credentials say who calls, the callee does not
   * see it.
   */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "sip:anonymous@anonymous.invalid, id",
        "sip:anonymous@anonymous.invalid, user;header;id",
        "sip:anonymous@anonymous.invalid, header",
        "sip:Anonymous@a.example, id",
        "sip:1001@a.example, id",
        "sip:1001@a.example, 'critical ; ID'",
        "sip:1001@a.example, user"
      })
  void whoWantsToBeNobodyIsNobodyToTheCallee(String from, String privacy) throws Exception {
    call(Draft.invite("1002").from(from).header("Privacy", privacy));

    var start = started();
    assertThat(start.anonymous()).isTrue();
    assertThat(start.caller()).isEqualTo(new Extension("1001"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "session", "header"})
  void whoOnlyHidesWhatWeHideAnywayIsSeen(String privacy) throws Exception {
    call(Draft.invite("1002").header("Privacy", privacy));

    assertThat(started().anonymous()).isFalse();
  }

  /** Case 20: Kamailio's uac_auth and JsSIP do not count on. */
  @Test
  void theAnswerToAChallengeMayHaveTheCSeqOfWhatWasChallenged() throws Exception {
    var first = Draft.invite("1002").callId("same").cseq(7);
    var again = Draft.invite("1002").callId("same").cseq(7);
    phone.send(TestPhone.authorized(again, phone.ask(first), "1001", "secret-1001"));

    assertThat(started().invite().cseq()).isEqualTo(7);
  }

  /** A host's name has no case, neither in what is configured nor in what is dialled. */
  @Test
  void ourOwnNameMayBeConfiguredInAnyCase() throws Exception {
    startInstead(EdgeFixture.advertising("SIP.Example.COM"));

    call(Draft.invite("1002").uri("sip:1002@Sip.example.com"));

    assertThat(started().dialled()).isEqualTo("1002");
  }

  @Test
  void theAddressThatANodeListensOnIsItsOwnWhateverItCallsItself() throws Exception {
    startInstead(EdgeFixture.advertising("sip.example.com"));

    call(Draft.invite("1002").uri("sip:1002@127.0.0.1"));

    assertThat(started().dialled()).isEqualTo("1002");
  }

  @Test
  void aDrainingNodeTakesNoNewCallsButServesTheOthers() {
    node.edge.drain();

    var refusal = phone.ask(Draft.invite("1002"));
    assertThat(refusal.status()).isEqualTo(503);
    assertThat(refusal.header("Retry-After")).isNotNull();
    var ping = phone.ask(Draft.of("OPTIONS"));
    assertThat(ping.status()).as("as an INVITE would be answered, §11.2").isEqualTo(503);
    assertThat(ping.header("Retry-After")).isNotNull();
    assertThat(phone.ask(Draft.register("<sip:1001@192.0.2.1>")).status()).isEqualTo(401);
  }

  @Test
  void aNodeThatBeginsToDrainTakesNoCallThatWaitsAtTheDoor() throws Exception {
    node.admission.decision = new CompletableFuture<>();
    call(Draft.invite("1002"));
    assertThat(((SipResponse) phone.receive()).status()).isEqualTo(100);

    node.edge.drain();
    node.admission.decision.complete(AdmissionDecision.ADMITTED);

    assertThat(phone.receiveFinal("INVITE").status()).isEqualTo(503);
    assertThat(node.admission.withdrawn).hasSize(1);
    assertThat(node.told).isEmpty();
  }

  @Test
  void theAnswersOfACallCarryOurContactAndWhatWeImplement() throws Exception {
    call(Draft.invite("1002"));
    var start = started();
    String token = node.tokens.issue(start.tenant(), start.call(), LegId.CALLER, 0);
    phone.receive();

    node.edge
        .signalling()
        .respond(
            start.invite().transaction(), new OutgoingResponse(180, null, token, null, Map.of()));
    var ringing = (SipResponse) phone.receive();
    node.edge
        .signalling()
        .respond(
            start.invite().transaction(),
            new OutgoingResponse(200, null, token, Body.sdp("v=0"), Map.of("Server", "mine")));
    var answer = phone.receiveFinal("INVITE");

    assertThat(ringing.status()).isEqualTo(180);
    assertThat(ringing.toTag()).isEqualTo(token);
    assertThat(answer.contacts())
        .singleElement()
        .satisfies(
            contact ->
                assertThat(contact.uri())
                    .isEqualTo("sip:" + token + "@127.0.0.1:" + node.address().getPort()));
    assertThat(answer.header("Allow")).isEqualTo(Capabilities.ALLOW);
    assertThat(answer.headers("Server")).containsExactly("mine");
    assertThat(answer.body()).asString().isEqualTo("v=0");
  }

  @Test
  void aCancelGoesToTheCallAndIsForgottenWithTheFinalAnswer() throws Exception {
    var invite = Draft.invite("1002").branch("z9hG4bK-cancelled").callId("cancelled").cseq(2);
    call(invite);
    var start = started();

    phone.send(
        Draft.of("CANCEL")
            .uri("sip:1002@a.example")
            .to("sip:1002@a.example")
            .branch("z9hG4bK-cancelled")
            .callId("cancelled")
            .cseq(2)
            .header("Reason", "SIP;cause=200;text=\"Call completed elsewhere\""));

    assertThat(phone.receiveFinal("CANCEL").status()).isEqualTo(200);
    var told = node.nextTold();
    assertThat(told.call()).isEqualTo(start.call());
    var cancelled = (CallEntity.Cancelled) told.command();
    assertThat(cancelled.leg()).isEqualTo(LegId.CALLER);
    assertThat(cancelled.cseq()).isEqualTo(2);
    assertThat(cancelled.headers().get("Reason")).startsWith("SIP;cause=200");
  }

  /** The loop has the 200 to send, and the CANCEL arrives first. */
  @Test
  void aCancelAheadOfTheAnswerIsTheCallsAndTheAnswerGoesOut() throws Exception {
    call(Draft.invite("1002"));
    var start = started();
    var reference = start.invite().transaction();
    String token = node.tokens.issue(start.tenant(), start.call(), LegId.CALLER, 0);
    var cancel = TestPhone.parse(Draft.of("CANCEL").print("127.0.0.1:5062"));

    node.stack.withServerTransaction(
        reference,
        invite -> {
          var answer = new OutgoingResponse(200, null, token, null, Map.of());
          CompletableFuture.runAsync(() -> node.edge.signalling().respond(reference, answer))
              .join();
          node.edge.requests().onCancel(invite, (SipRequest) cancel);
        });

    assertThat(node.nextTold().command()).isInstanceOf(CallEntity.Cancelled.class);
    assertThat(phone.receiveFinal("INVITE").status()).isEqualTo(200);
  }

  @Test
  void aCancelWhileTheCallWaitsAtTheDoorEndsIt() throws Exception {
    node.admission.decision = new CompletableFuture<>();
    var invite = Draft.invite("1002").branch("z9hG4bK-early").callId("early").cseq(2);
    call(invite);
    assertThat(((SipResponse) phone.receive()).status()).isEqualTo(100);

    phone.send(
        Draft.of("CANCEL")
            .uri("sip:1002@a.example")
            .to("sip:1002@a.example")
            .branch("z9hG4bK-early")
            .callId("early")
            .cseq(2));

    assertThat(phone.receiveFinal("INVITE").status()).isEqualTo(487);
    node.admission.decision.complete(AdmissionDecision.ADMITTED);
    await().until(() -> node.admission.withdrawn.size() == 1);
    assertThat(node.told).isEmpty();
    assertThat(node.edge.owners()).isZero();
    assertThat(node.records)
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.endReason()).isEqualTo(EndReason.CANCELLED);
              assertThat(record.sipStatus()).isEqualTo(487);
            });
  }
}
