package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tandem.call.CallEntity;
import io.tandem.call.leg.Body;
import io.tandem.call.leg.OutgoingResponse;
import io.tandem.cdr.CallRecord;
import io.tandem.cdr.CallResult;
import io.tandem.cdr.EndReason;
import io.tandem.id.Extension;
import io.tandem.id.LegId;
import io.tandem.id.TenantId;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.tenant.AdmissionDecision;
import io.tandem.tenant.Limits;
import io.tandem.tenant.TenantStatus;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** INVITEs from the wire to the call entity's door, and what ends there. */
class InviteTest {
  private EdgeFixture node;
  private TestPhone phone;

  @BeforeEach
  void start() throws Exception {
    node = new EdgeFixture();
    phone = node.phone();
  }

  @AfterEach
  void stop() {
    phone.close();
    node.close();
  }

  /** Sends {@code invite} with the right password of 1001 and does not wait for an answer. */
  private void call(Draft invite) {
    var challenge = phone.ask(Draft.invite("1002"));
    assertThat(challenge.status()).isEqualTo(407);
    phone.send(TestPhone.authorized(invite, challenge, "1001", "secret-1001"));
  }

  private SipResponse refused(Draft invite) {
    call(invite);
    return phone.receiveFinal("INVITE");
  }

  private CallEntity.Start started() throws InterruptedException {
    return (CallEntity.Start) node.nextTold().command();
  }

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
    assertThat(invite.body()).isEqualTo(new Body("application/sdp", "v=0"));
    assertThat(invite.headers()).containsKeys("Alert-Info", "Max-Forwards");
    assertThat(invite.headers()).doesNotContainKeys("X-Secret", "Proxy-Authorization");
    assertThat(node.records).isEmpty();
  }

  @Test
  void aPhoneThatKnowsOnlyOurAddressMayDialThere() throws Exception {
    call(Draft.invite("1002").uri("sip:1002@127.0.0.1:" + node.address().getPort()));

    assertThat(started().dialled()).isEqualTo("1002");
  }

  /** A host's name has no case, neither in what is configured nor in what is dialled. */
  @Test
  void ourOwnNameMayBeConfiguredInAnyCase() throws Exception {
    phone.close();
    node.close();
    node = EdgeFixture.advertising("SIP.Example.COM");
    phone = node.phone();

    call(Draft.invite("1002").uri("sip:1002@Sip.example.com"));

    assertThat(started().dialled()).isEqualTo("1002");
  }

  @ParameterizedTest
  @CsvSource({
    "sip:1009@a.example, 404",
    "sip:alice@a.example, 404",
    "sip:a.example, 404",
    "sip:1002@b.example, 404"
  })
  void whatLeadsNowhereIsRefusedAndRecorded(String uri, int status) {
    node.directory.put(FakeDirectory.tenant(TenantId.fromLong(12), "b.example"));

    assertThat(refused(Draft.invite("1002").uri(uri)).status()).isEqualTo(status);
    assertThat(node.records)
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.result()).isEqualTo(CallResult.FAILED);
              assertThat(record.sipStatus()).isEqualTo(status);
              assertThat(record.caller()).isEqualTo("1001");
              assertThat(record.legs()).hasSize(1);
            });
    assertThat(node.told).isEmpty();
  }

  @Test
  void whatWasDialledIsRecordedButNotAtAnyLength() {
    refused(Draft.invite("1002").uri("sip:" + "9".repeat(500) + "@a.example"));

    assertThat(node.records)
        .singleElement()
        .extracting(CallRecord::dialled)
        .isEqualTo("9".repeat(128));
  }

  @ParameterizedTest
  @CsvSource({"sip:1002@a.example", "sip:1001@b.example", "sip:1001@127.0.0.1", "tel:+4412345"})
  void aUserCallsWithNoFromButItsOwn(String from) {
    assertThat(refused(Draft.invite("1002").from(from)).status()).isEqualTo(403);
    assertThat(node.count("tandem.sip.refused", "cause", "from")).isEqualTo(1);
    assertThat(node.told).isEmpty();
  }

  @Test
  void wrongPasswordsUnknownUsersAndUnknownTenantsLookTheSame() {
    for (String[] who :
        new String[][] {
          {"1001", "a.example"}, {"1009", "a.example"}, {"1001", "nowhere.example"}
        }) {
      String from = "sip:" + who[0] + "@" + who[1];
      var first = Draft.invite("1002").uri("sip:1002@" + who[1]).from(from);
      var again = Draft.invite("1002").uri("sip:1002@" + who[1]).from(from).cseq(2);

      var refusal = phone.askAs(who[0], "wrong", first, again);

      assertThat(refusal.status()).isEqualTo(407);
      assertThat(refusal.header("Proxy-Authenticate")).contains("realm=\"" + who[1] + "\"");
    }
    assertThat(node.records).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "CONCURRENT_CALLS, 503, 5, LIMIT",
    "CALLS_PER_SECOND, 503, 1, LIMIT",
    "TENANT_INACTIVE,  403,  , FAILED",
    "UNAVAILABLE,      503, 2, FAILED"
  })
  void whoIsNotAdmittedIsToldWhenToTryAgain(
      AdmissionDecision decision, int status, String retryAfter, EndReason reason) {
    node.admission.decide(decision);

    var response = refused(Draft.invite("1002"));

    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header("Retry-After")).isEqualTo(retryAfter);
    assertThat(node.records)
        .singleElement()
        .satisfies(record -> assertThat(record.endReason()).isEqualTo(reason));
  }

  @Test
  void whoIsRefusedFasterThanItMayCallLeavesNoMoreRecords() {
    node.directory.change(profile -> profile.withLimits(new Limits(10, 10, 10, 2)));
    for (int attempt = 0; attempt < 3; attempt++) {
      assertThat(refused(Draft.invite("1009")).status()).isEqualTo(404);
    }
    assertThat(node.records).hasSize(2);
    assertThat(node.count("tandem.cdr.refused.unrecorded")).isEqualTo(1);

    node.clock.now = node.clock.now.plusSeconds(1);
    refused(Draft.invite("1009"));
    assertThat(node.records).hasSize(3);
  }

  @Test
  void aSuspendedTenantPlacesNoCalls() {
    node.directory.change(profile -> profile.withStatus(TenantStatus.SUSPENDED));

    assertThat(refused(Draft.invite("1002")).status()).isEqualTo(403);
    assertThat(node.records).hasSize(1);
  }

  @Test
  void aTenantThatIsBeingDeletedIsUnknownAlready() {
    node.directory.change(profile -> profile.withStatus(TenantStatus.DELETING));

    assertThat(refused(Draft.invite("1002")).status()).isEqualTo(407);
    assertThat(node.records).isEmpty();
  }

  @Test
  void aDrainingNodeTakesNoNewCallsButServesTheOthers() {
    node.edge.drain();

    var refusal = phone.ask(Draft.invite("1002"));
    assertThat(refusal.status()).isEqualTo(503);
    assertThat(refusal.header("Retry-After")).isNotNull();
    assertThat(phone.ask(Draft.register("<sip:1001@192.0.2.1>")).status()).isEqualTo(401);
    assertThat(phone.ask(Draft.of("OPTIONS")).status()).isEqualTo(200);
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
    var challenge = phone.ask(Draft.invite("1002"));
    var invite = Draft.invite("1002").branch("z9hG4bK-cancelled").callId("cancelled").cseq(2);
    phone.send(TestPhone.authorized(invite, challenge, "1001", "secret-1001"));
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
  void anAdmissionThatFailsIsRefusedRecordedAndForgotten() throws Exception {
    node.admission.decision = new CompletableFuture<>();
    call(Draft.invite("1002"));
    assertThat(((SipResponse) phone.receive()).status()).isEqualTo(100);

    node.admission.decision.completeExceptionally(new IllegalStateException("no database"));

    assertThat(phone.receiveFinal("INVITE").status()).isEqualTo(503);
    assertThat(node.records).singleElement().extracting(CallRecord::sipStatus).isEqualTo(503);
    assertThat(node.edge.owners()).isZero();
  }

  @Test
  void aCancelWhileTheCallWaitsAtTheDoorEndsIt() throws Exception {
    node.admission.decision = new CompletableFuture<>();
    var challenge = phone.ask(Draft.invite("1002"));
    var invite = Draft.invite("1002").branch("z9hG4bK-early").callId("early").cseq(2);
    phone.send(TestPhone.authorized(invite, challenge, "1001", "secret-1001"));
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

  @Test
  void aTenantThatFloodsTheDoorFillsItsOwnShareOnly() throws Exception {
    phone.close();
    node.close();
    var settings =
        new EdgeSettings("Tandem", 1, 50, Duration.ofSeconds(1), 100, Duration.ofMinutes(5));
    node = new EdgeFixture(settings);
    phone = node.phone();
    node.admission.decision = new CompletableFuture<>();
    call(Draft.invite("1002"));
    assertThat(((SipResponse) phone.receive()).status()).isEqualTo(100);

    var second = refused(Draft.invite("1003"));

    assertThat(second.status()).isEqualTo(503);
    assertThat(second.header("Retry-After")).isEqualTo("1");
    assertThat(node.count("tandem.sip.refused", "cause", "outstanding")).isEqualTo(1);
    node.admission.decision.complete(AdmissionDecision.ADMITTED);
    assertThat(started().dialled()).isEqualTo("1002");
    call(Draft.invite("1003"));
    assertThat(started().dialled()).isEqualTo("1003");
  }
}
