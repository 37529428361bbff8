package io.tandem.node.system;

import static io.tandem.node.system.Talk.SOON;
import static io.tandem.node.system.Talk.await;
import static io.tandem.node.system.Talk.received;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tandem.node.Lane;
import io.tandem.node.TestNode;
import io.tandem.phone.Phone;
import io.tandem.phone.PhoneCall;
import io.tandem.phone.model.CallOptions;
import io.tandem.phone.model.CallState;
import io.tandem.phone.model.CallStatus;
import io.tandem.phone.model.IncomingBehaviour;
import io.tandem.phone.model.MediaReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Calls between two registered phones, from dialling to their records. */
@ExtendWith(NodeAtRest.class)
@ResourceLock(Lane.SHARED_NODE)
class CallIT {
  private TestTenant tenant;
  private Phone alice;
  private Phone bob;

  @BeforeEach
  void register() {
    tenant = TestTenant.create(TestNode.shared(), Map.of("settings", Map.of("ring_time", "PT1S")));
    alice = tenant.registered("1001");
    bob = tenant.registered("1802");
  }

  @AfterEach
  void switchOff() {
    tenant.close();
  }

  @Test
  void bothHearEachOtherUntilTheCallerHangsUpAndTheRecordTellsIt() {
    Instant before = Instant.now().minusMillis(1);
    Talk talk = Talk.between(alice, bob).audible();
    MediaReport heardByAlice = talk.caller().awaitSound(r -> r.received() > 25, SOON, 1802);
    talk.end();

    assertThat(heardByAlice.lost()).isZero();
    assertThat(heardByAlice.ssrcs()).hasSize(1);
    var record = tenant.cdr().between("1001", "1802").ended("ANSWERED", "CALLER_HANGUP", 200);
    assertTimes(record.json(), before);
    assertLeg(record.legs().get(0), talk.caller(), "1001");
    assertLeg(record.legs().get(1), talk.callee(), "1802");
  }

  private static void assertTimes(JsonNode record, Instant before) {
    List<Instant> times =
        List.of(
            before,
            Instant.parse(record.get("started_at").asText()),
            Instant.parse(record.get("ringing_at").asText()),
            Instant.parse(record.get("answered_at").asText()),
            Instant.parse(record.get("ended_at").asText()),
            Instant.now());
    assertThat(times).isSorted();
    assertThat(record.get("direction").asText()).isEqualTo("INTERNAL");
    assertThat(record.get("caller_name").asText()).isEqualTo("Phone 1001");
    assertThat(record.get("node").asText()).isEqualTo("system-test");
    assertThat(record.get("talk_duration_ms").asLong())
        .isBetween(400L, record.get("duration_ms").asLong());
  }

  private static void assertLeg(JsonNode leg, PhoneCall call, String target) {
    assertThat(leg.get("target").asText()).isEqualTo(target);
    assertThat(leg.get("sip_call_id").asText()).isEqualTo(call.callId());
    assertThat(leg.get("remote_address").asText()).isEqualTo("127.0.0.1:" + call.phone().port());
    assertThat(leg.get("sip_status").asInt()).isEqualTo(200);
    assertThat(leg.hasNonNull("answered_at")).isTrue();
    JsonNode media = leg.get("media");
    assertThat(media.get("codec").asText()).isEqualTo("PCMU");
    assertThat(media.get("packets_from").asLong()).isGreaterThan(20);
    assertThat(media.get("packets_to").asLong()).isGreaterThan(20);
    assertThat(media.get("lost_from").asLong()).isZero();
    assertThat(media.get("jitter_ms").asDouble()).isNotNegative();
  }

  @Test
  void theCalleeMayHangUpToo() {
    Talk talk = Talk.between(alice, bob);
    await(talk.callee().hangUp());
    assertThat(talk.caller().awaitEnd(SOON).reason()).isEqualTo("BYE received");

    tenant.cdr().ended("ANSWERED", "CALLEE_HANGUP", 200);
  }

  @Test
  void earlyMediaIsHeardBeforeTheAnswer() {
    PhoneCall call = alice.call("1802");
    PhoneCall ringing = bob.awaitIncoming(SOON);
    await(ringing.ringWithEarlyMedia());
    assertThat(call.await(CallState.RINGING, SOON).status()).isEqualTo(183);
    call.awaitTone(1802, SOON);
    await(ringing.answer());
    call.await(CallState.ANSWERED, SOON);
    new Talk(call, ringing).audibleAgain().end();

    tenant.cdr().ended("ANSWERED", "CALLER_HANGUP", 200);
  }

  @Test
  void anInviteWithoutOfferGetsTheCalleesInThe200AndTheAckCarriesTheAnswer() {
    Talk talk = Talk.between(alice, bob, CallOptions.DEFAULT.withoutOffer()).audible();
    assertThat(received(talk.callee(), "INVITE").get(0).hasSdp()).isFalse();
    assertThat(received(talk.callee(), "ACK").get(0).hasSdp()).isTrue();
    talk.end();

    tenant.cdr().ended("ANSWERED", "CALLER_HANGUP", 200);
  }

  @Test
  void theCodecIsOneThatBothCan() {
    Talk talk = Talk.between(alice, bob, CallOptions.DEFAULT.withCodecs("PCMA")).audible();
    assertThat(talk.callee().status().codec()).isEqualTo("PCMA");
    talk.end();

    var record = tenant.cdr().ended("ANSWERED", "CALLER_HANGUP", 200);
    assertThat(record.legs().findValuesAsText("codec")).containsExactly("PCMA", "PCMA");
    assertThat(record.json().path("dialled_domain").asText()).isEqualTo(tenant.domain());
    assertThat(record.json().has("end_cause")).isFalse();
  }

  @Test
  void aCallIsCancelledWhileItRings() {
    await(bob.onIncoming(IncomingBehaviour.ringForever()));
    PhoneCall call = alice.call("1802");
    PhoneCall ringing = bob.awaitIncoming(SOON);
    call.await(CallState.RINGING, SOON);
    assertThat(await(call.cancel()).status()).isEqualTo(200);
    assertThat(call.awaitEnd(SOON).status()).isEqualTo(487);
    ringing.awaitEnd(SOON);

    var record = tenant.cdr().ended("CANCELLED", "CANCELLED", 487);
    assertThat(record.json().hasNonNull("ringing_at")).isTrue();
    assertThat(record.json().hasNonNull("answered_at")).isFalse();
    assertThat(record.legs().get(1).hasNonNull("ended_at")).isTrue();
  }

  /** The callee's phone does not hear the CANCEL, and its 200 comes after the caller's 487. */
  @Test
  void a200ThatCrossesTheCancelIsAcknowledgedAndEndedWithBye() {
    await(bob.onIncoming(IncomingBehaviour.ringForever(), CallOptions.DEFAULT.ignoringCancel()));
    PhoneCall call = alice.call("1802");
    PhoneCall ringing = bob.awaitIncoming(SOON);
    call.await(CallState.RINGING, SOON);
    await(call.cancel());
    await(ringing.answer());
    assertThat(call.awaitEnd(SOON).status()).isEqualTo(487);
    assertThat(ringing.awaitEnd(SOON).reason()).isEqualTo("BYE received");
    assertThat(received(ringing, "ACK")).isNotEmpty();

    tenant.cdr().ended("CANCELLED", "CANCELLED", 487);
  }

  @Test
  void busyRejectedAndUnansweredCallsAreToldApart() {
    await(bob.onIncoming(IncomingBehaviour.busy()));
    assertThat(alice.call("1802").awaitEnd(SOON).status()).isEqualTo(486);
    tenant.cdr().between("1001", "1802").ended("BUSY", "BUSY", 486);

    await(bob.onIncoming(IncomingBehaviour.reject()));
    assertThat(alice.call("1802").awaitEnd(SOON).status()).isEqualTo(603);
    new TestTenant.Record(tenant.cdrs(2).get(0))
        .ended("REJECTED", "REJECTED", 603)
        .because("REFUSED");

    await(bob.onIncoming(IncomingBehaviour.ringForever()));
    assertThat(alice.call("1802").awaitEnd(SOON).status()).isEqualTo(480);
    new TestTenant.Record(tenant.cdrs(3).get(0))
        .ended("NO_ANSWER", "NO_ANSWER", 480)
        .because("RUNG_OUT");
  }

  @Test
  void nobodyThereIsToldFromNoSuchNumber() {
    tenant.extension("1303");
    assertThat(alice.call("1303").awaitEnd(SOON).status()).isEqualTo(480);
    new TestTenant.Record(tenant.cdrs(1).get(0))
        .between("1001", "1303")
        .ended("FAILED", "FAILED", 480)
        .because("NOT_REGISTERED");
    assertThat(alice.call("4711").awaitEnd(SOON).status()).isEqualTo(404);
    new TestTenant.Record(tenant.cdrs(2).get(0))
        .between("1001", "4711")
        .ended("FAILED", "FAILED", 404);
  }

  @Test
  void digitsGoThroughAsRfc4733Events() {
    Talk talk = Talk.between(alice, bob).audible();
    await(talk.caller().sendDigits("12#"));
    talk.callee().awaitSound(report -> report.digits().equals("12#"), SOON, 1001);
    await(talk.callee().sendDigits("*9"));
    talk.caller().awaitSound(report -> report.digits().equals("*9"), SOON, 1802);
    talk.end();
    tenant.cdr();
  }

  @Test
  void aPhoneMayCallItsOwnNumberFromAnotherDevice() {
    Phone second = tenant.registered("1001", settings -> settings.tone(700));
    await(second.onIncoming(IncomingBehaviour.ringForever()));
    await(alice.onIncoming(IncomingBehaviour.busy()));
    PhoneCall call = alice.call("1001");
    PhoneCall ringing = second.awaitIncoming(SOON);
    await(ringing.answer());
    CallStatus status = call.await(CallState.ANSWERED, SOON);
    assertThat(status.codec()).isEqualTo("PCMU");
    new Talk(call, ringing).end();
    tenant.cdr().between("1001", "1001").ended("ANSWERED", "CALLER_HANGUP", 200);
  }
}
