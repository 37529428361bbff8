package io.tandem.node.system;

import static io.tandem.node.system.Talk.SOON;
import static io.tandem.node.system.Talk.await;
import static io.tandem.node.system.Talk.received;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.node.Lane;
import io.tandem.node.TestNode;
import io.tandem.phone.Phone;
import io.tandem.phone.PhoneCall;
import io.tandem.phone.model.CallOptions;
import io.tandem.phone.model.CallState;
import io.tandem.phone.model.IncomingBehaviour;
import io.tandem.phone.model.RegisterOptions;
import io.tandem.phone.model.SipRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** An extension with two phones (RFC 3261 §16.7, as a back-to-back user agent does it). */
@ExtendWith(NodeAtRest.class)
@ResourceLock(Lane.SHARED_NODE)
class ForkIT {
  private static final Pattern TO_TAG = Pattern.compile("(?m)^To:.*;tag=([^;\\s]+)");

  private TestTenant tenant;
  private Phone alice;
  private Phone desk;
  private Phone mobile;
  private PhoneCall call;
  private PhoneCall atDesk;
  private PhoneCall atMobile;

  @BeforeEach
  void register() {
    tenant = TestTenant.create(TestNode.shared());
    alice = tenant.registered("1001");
    desk = tenant.registered("1802");
    mobile = tenant.registered("1802", settings -> settings.tone(700));
  }

  @AfterEach
  void switchOff() {
    tenant.close();
  }

  private void callBoth() {
    call = alice.call("1802");
    atDesk = desk.awaitIncoming(SOON);
    atMobile = mobile.awaitIncoming(SOON);
  }

  private void answerAtMobile() {
    await(atMobile.answer());
    call.await(CallState.ANSWERED, SOON);
  }

  @Test
  void bothRingTheFirstToAnswerWinsAndTheOtherHearsWhy() {
    callBoth();
    await(atDesk.ring());
    await(atMobile.ring());
    await(call.when(status -> status.earlyDialogs() == 2));
    answerAtMobile();
    assertThat(atDesk.awaitEnd(SOON).status()).isEqualTo(487);
    assertThat(received(atDesk, "CANCEL").get(0).text()).contains("Call completed elsewhere");
    new Talk(call, atMobile).audible().end();

    assertThat(toTags(call)).hasSize(2);
    var record = tenant.cdr().ended("ANSWERED", "CALLER_HANGUP", 200);
    assertThat(record.legs()).hasSize(3);
    assertThat(record.legs()).extracting(leg -> leg.get("sip_status").asInt()).contains(200, 487);
  }

  private static List<String> toTags(PhoneCall call) {
    return Stream.of("SIP/2.0 180", "SIP/2.0 200")
        .flatMap(beginning -> received(call, beginning).stream())
        .filter(message -> message.method().equals("INVITE"))
        .map(SipRecord::text)
        .map(TO_TAG::matcher)
        .flatMap(matcher -> matcher.results().map(result -> result.group(1)))
        .distinct()
        .toList();
  }

  @Test
  void aPhoneOfALowerPreferenceRingsWhenTheOtherHasRefused() {
    var later = RegisterOptions.expiring(Duration.ofMinutes(2)).withQ(0.5);
    assertThat(await(mobile.register(later)).status()).isEqualTo(200);
    call = alice.call("1802");
    atDesk = desk.awaitIncoming(SOON);
    await(atDesk.ring());
    call.await(CallState.RINGING, SOON);
    await(atDesk.reject(480));
    atMobile = mobile.awaitIncoming(SOON);
    answerAtMobile();
    new Talk(call, atMobile).audible().end();

    var legs = tenant.cdr().ended("ANSWERED", "CALLER_HANGUP", 200).legs();
    assertThat(legs)
        .extracting(leg -> leg.get("sip_status").asInt())
        .containsExactly(200, 480, 200);
    assertThat(Instant.parse(legs.get(2).get("started_at").asText()))
        .isAfterOrEqualTo(Instant.parse(legs.get(1).get("ended_at").asText()));
  }

  /** One of them does not hear the CANCEL, as if its 200 had crossed it. */
  @Test
  void aSecondAnswerIsAcknowledgedAndEnded() {
    await(desk.onIncoming(IncomingBehaviour.ringForever(), CallOptions.DEFAULT.ignoringCancel()));
    callBoth();
    await(atMobile.answer());
    await(atDesk.answer());
    call.await(CallState.ANSWERED, SOON);
    assertThat(atDesk.awaitEnd(SOON).reason()).isEqualTo("BYE received");
    assertThat(received(atDesk, "ACK")).isNotEmpty();
    new Talk(call, atMobile).audible().end();
    tenant.cdr().ended("ANSWERED", "CALLER_HANGUP", 200);
  }

  @Test
  void aBusyPhoneStopsNoOther() {
    await(desk.onIncoming(IncomingBehaviour.busy()));
    call = alice.call("1802");
    atMobile = mobile.awaitIncoming(SOON);
    await(atMobile.ring());
    call.await(CallState.RINGING, SOON);
    answerAtMobile();
    new Talk(call, atMobile).end();
  }

  @Test
  void aDeclineStopsAllForks() {
    callBoth();
    await(atDesk.ring());
    call.await(CallState.RINGING, SOON);
    await(atMobile.reject(603));
    assertThat(call.awaitEnd(SOON).status()).isEqualTo(603);
    assertThat(atDesk.awaitEnd(SOON).status()).isEqualTo(487);
    assertThat(received(atDesk, "CANCEL")).isNotEmpty();
    tenant.cdr().ended("REJECTED", "REJECTED", 603);
  }

  @Test
  void oneCancelEndsAllThatRings() {
    callBoth();
    await(atDesk.ring());
    await(atMobile.ring());
    await(call.cancel());
    assertThat(call.awaitEnd(SOON).status()).isEqualTo(487);
    assertThat(atDesk.awaitEnd(SOON).status()).isEqualTo(487);
    assertThat(atMobile.awaitEnd(SOON).status()).isEqualTo(487);
    tenant.cdr().ended("CANCELLED", "CANCELLED", 487);
  }

  @Test
  void aCalleesChallengeNeverTravelsToTheCaller() {
    call = alice.call("1802");
    await(desk.awaitIncoming(SOON).reject(401));
    await(mobile.awaitIncoming(SOON).reject(407));
    assertThat(call.awaitEnd(SOON).status()).isNotIn(401, 407, 200);
    assertThat(received(call, "SIP/2.0 407")).hasSize(1);
    tenant.cdr();
  }
}
