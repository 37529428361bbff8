package io.tandem.node.system;

import static io.tandem.node.system.Talk.SOON;
import static io.tandem.node.system.Talk.await;
import static io.tandem.node.system.Talk.expect;
import static io.tandem.node.system.Talk.received;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.node.Lane;
import io.tandem.node.TestNode;
import io.tandem.phone.Phone;
import io.tandem.phone.PhoneCall;
import io.tandem.phone.model.CallOptions;
import io.tandem.phone.model.HoldStyle;
import io.tandem.phone.model.IncomingBehaviour;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Ends that take their time, because somebody is silent. */
@ExtendWith(NodeAtRest.class)
@ResourceLock(Lane.SHARED_NODE)
class EndIT {
  private static final Duration LATE = Duration.ofSeconds(20);

  private final TestNode node = TestNode.shared();

  /** Those of this class linger longest, so nothing else is left either. */
  @AfterAll
  static void noTransactionIsLeft() {
    Awaitility.await()
        .atMost(LATE)
        .until(() -> TestNode.shared().metric("tandem.sip.transactions"), left -> left == 0);
  }

  @Test
  void a200WithoutAckIsRepeatedAndThenEndedWithBye() {
    try (var tenant = TestTenant.create(node)) {
      Phone alice = tenant.registered("1001");
      Phone bob = tenant.registered("1802");
      Talk talk = Talk.between(alice, bob, CallOptions.DEFAULT.withAckAfter(null));
      assertThat(talk.callee().awaitEnd(LATE).reason()).isEqualTo("BYE received");
      var atCaller = talk.caller().awaitEnd(LATE);
      assertThat(atCaller.reason()).isEqualTo("BYE received");
      assertThat(atCaller.repeatedAnswers()).isGreaterThan(5);
      assertThat(received(talk.callee(), "BYE").get(0).text()).contains("ACK timeout");
      tenant.cdr().ended("ANSWERED", "FAILED", 200);
    }
  }

  @Test
  void anAckThatComesLateIsInTime() {
    try (var tenant = TestTenant.create(node)) {
      Phone alice = tenant.registered("1001");
      Phone bob = tenant.registered("1802");
      var late = CallOptions.DEFAULT.withAckAfter(Duration.ofSeconds(1));
      Talk talk = Talk.between(alice, bob, late);
      await(talk.caller().when(status -> status.repeatedAnswers() >= 2));
      talk.audible().end();
      tenant.cdr().ended("ANSWERED", "CALLER_HANGUP", 200);
    }
  }

  @Test
  void aCalleeThatIgnoresByeHoldsNobodyUp() {
    try (var tenant = TestTenant.create(node)) {
      Phone alice = tenant.registered("1001");
      Phone bob = tenant.registered("1802");
      await(bob.onIncoming(IncomingBehaviour.manual(), CallOptions.DEFAULT.ignoringBye()));
      Talk talk = Talk.between(alice, bob);
      expect(200, talk.caller().hangUp());
      tenant.cdr().ended("ANSWERED", "CALLER_HANGUP", 200);
      tenant.awaitNoCalls();
    }
  }

  @Test
  void aPhoneThatIsGoneEndsTheCallWhenItsMediaStaysAway() {
    try (var tenant = TestTenant.create(node)) {
      Phone alice = tenant.registered("1001");
      Phone bob = tenant.registered("1802");
      Talk talk = Talk.between(alice, bob).audible();
      Instant gone = Instant.now();
      bob.close();
      talk.caller().awaitEnd(LATE);
      assertThat(Duration.between(gone, Instant.now())).isGreaterThan(Duration.ofSeconds(2));
      assertThat(received(talk.caller(), "BYE").get(0).text()).contains("Media timeout");
      tenant.cdr().ended("ANSWERED", "MEDIA_TIMEOUT", 200);
      tenant.forget(bob);
    }
  }

  @Test
  void aHeldCallMayBeSilentForLong() {
    try (var tenant = TestTenant.create(node)) {
      Phone alice = tenant.registered("1001");
      Phone bob = tenant.registered("1802");
      Talk talk = Talk.between(alice, bob).audible();
      expect(200, talk.caller().hold(HoldStyle.INACTIVE));
      await(talk.callee().resetMedia());
      talk.callee().awaitSound(r -> r.rtcpReceived() >= 2, LATE);
      expect(200, talk.caller().resume());
      talk.audible().end();
      tenant.cdr().ended("ANSWERED", "CALLER_HANGUP", 200);
    }
  }

  /** Nothing comes at all, for longer than another call outlives its media. */
  @Test
  void aHeldCallOfPhonesWithoutRtcpMayBeSilentForLongToo() {
    try (var tenant = TestTenant.create(node)) {
      Talk held = Talk.between(tenant.registered("1001"), tenant.registered("1802")).audible();
      silence(held, false);
      expect(200, held.caller().hold(HoldStyle.INACTIVE));

      Talk other = Talk.between(tenant.registered("1003"), tenant.registered("1804")).audible();
      silence(other, true);
      other.caller().awaitEnd(LATE);
      assertThat(received(other.caller(), "BYE").get(0).text()).contains("Media timeout");

      expect(200, held.caller().resume());
      held.audibleAgain().end();
      assertThat(tenant.cdrs(2))
          .extracting(record -> record.get("end_reason").asText())
          .containsExactlyInAnyOrder("MEDIA_TIMEOUT", "CALLER_HANGUP");
    }
  }

  /** Neither phone sends RTCP any more, and if {@code mute} no RTP either. */
  private static void silence(Talk talk, boolean mute) {
    for (PhoneCall call : List.of(talk.caller(), talk.callee())) {
      await(call.rtcp(false));
      await(call.mute(mute));
    }
  }

  @Test
  void aNewNatBindingIsFollowedWhenTheOldOneIsSilent() {
    try (var tenant = TestTenant.create(node)) {
      Phone alice = tenant.registered("1001");
      Phone bob = tenant.registered("1802");
      Talk talk = Talk.between(alice, bob).audible();
      await(talk.caller().rebind());
      await(talk.callee().resetMedia());
      talk.callee().awaitTone(1001, SOON);
      await(talk.caller().resetMedia());
      talk.caller().awaitTone(1802, SOON);
      talk.end();
      tenant.cdr().ended("ANSWERED", "CALLER_HANGUP", 200);
    }
  }

  @Test
  void aCalleeThatNeverAnswersAtAllIsGivenUp() {
    try (var tenant = TestTenant.create(node)) {
      Phone alice = tenant.registered("1001");
      Phone bob = tenant.registered("1802");
      bob.close();
      tenant.forget(bob);
      PhoneCall call = alice.call("1802");
      assertThat(call.awaitEnd(LATE).status()).isEqualTo(408);
      tenant.cdr().ended("NO_ANSWER", "NO_ANSWER", 408).because("UNREACHABLE");
    }
  }
}
