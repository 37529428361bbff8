package io.tandem.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tandem.phone.model.CallOptions;
import io.tandem.phone.model.CallState;
import io.tandem.phone.model.CallStatus;
import io.tandem.phone.model.HoldStyle;
import io.tandem.phone.model.IncomingBehaviour;
import io.tandem.phone.model.MediaReport;
import io.tandem.phone.model.PhoneSettings;
import io.tandem.phone.model.Reinvite;
import io.tandem.phone.model.RequestSpec;
import io.tandem.phone.model.SipRecord;
import io.tandem.phone.model.SipReply;
import io.tandem.phone.model.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Two phones in a process of their own call each other without any server. */
class DirectCallTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static PhoneProcess process;

  private Phone alice;
  private Phone bob;

  @BeforeAll
  static void startProcess() {
    process = PhoneProcess.start();
  }

  @AfterAll
  static void endProcess() {
    process.close();
  }

  @BeforeEach
  void phones(TestInfo test) {
    Transport transport = test.getTags().contains("tcp") ? Transport.TCP : Transport.UDP;
    String suffix = "-" + test.getTestMethod().orElseThrow().getName();
    alice = process.phone(settings("alice", suffix, 440, transport));
    bob = process.phone(settings("bob", suffix, 880, transport));
  }

  private static PhoneSettings settings(String user, String suffix, int tone, Transport transport) {
    return PhoneSettings.user(user).name(user + suffix).tone(tone).transport(transport).build();
  }

  @Test
  void bothHearEachOtherThroughHoldResumeAndHangUp() {
    PhoneCall call = alice.call(bob.directUri());
    PhoneCall answered = bob.awaitIncoming(SOON);
    Phone.await(answered.ring(), SOON);
    call.await(CallState.RINGING, SOON);
    Phone.await(answered.answer(), SOON);
    assertThat(call.await(CallState.ANSWERED, SOON).codec()).isEqualTo("PCMU");

    assertThat(call.awaitTone(880, SOON).ssrcs()).hasSize(1);
    MediaReport heard = answered.awaitTone(440, SOON);
    assertThat(heard.sent()).isPositive();
    assertThat(heard.payloadTypes()).containsExactly(0);

    assertThat(Phone.await(call.hold(), SOON).status()).isEqualTo(200);
    answered.awaitMedia("recvonly", SOON);
    call.awaitSilence(SOON);
    answered.awaitSilence(SOON);

    assertThat(Phone.await(call.resume(), SOON).status()).isEqualTo(200);
    answered.awaitMedia("sendrecv", SOON);
    call.awaitTone(880, SOON);
    answered.awaitTone(440, SOON);

    assertThat(Phone.await(answered.hangUp(), SOON).status()).isEqualTo(200);
    assertThat(call.awaitEnd(SOON).reason()).isEqualTo("BYE received");
    assertThat(answered.awaitEnd(SOON).reason()).isEqualTo("BYE sent");
    assertThat(Phone.await(call.heard(), SOON).lost()).isZero();
    assertLadder();
  }

  private void assertLadder() {
    List<SipRecord> records = Phone.await(alice.ladder(), SOON);
    assertThat(records).extracting(SipRecord::summary).contains("180 Ringing", "200 OK");
    String ladder =
        new Ladder("wire")
            .add(alice.name(), records)
            .add(bob.name(), Phone.await(bob.ladder(), SOON))
            .render();
    assertThat(ladder.lines().skip(1).findFirst().orElseThrow())
        .startsWith("    0.000 |-INVITE sip:bob@127.0.0.1:")
        .contains("[SDP]");
    assertThat(ladder).contains("<-180 Ringing (INVITE)", "-ACK sip:bob@127.0.0.1:", "BYE sip:");
  }

  @Test
  void holdMayAlsoBeInactiveOrAZeroAddress() {
    PhoneCall call = connect(CallOptions.DEFAULT);
    PhoneCall other = bob.awaitIncoming(SOON);

    Phone.await(call.hold(HoldStyle.INACTIVE), SOON);
    other.awaitMedia("inactive", SOON);
    Phone.await(call.hold(HoldStyle.ZERO_ADDRESS), SOON);
    other.awaitMedia("sendrecv", SOON);
    call.awaitSilence(SOON);
    Phone.await(call.resume(), SOON);
    call.awaitTone(880, SOON);
  }

  @Test
  void aCancelledCallEndsWith487OnBothSides() {
    Phone.await(bob.onIncoming(IncomingBehaviour.ringForever()), SOON);
    PhoneCall call = alice.call(bob.directUri());
    call.await(CallState.RINGING, SOON);

    assertThat(Phone.await(call.cancel(), SOON).status()).isEqualTo(200);
    assertThat(call.awaitEnd(SOON).status()).isEqualTo(487);
    assertThat(bob.awaitIncoming(SOON).awaitEnd(SOON).status()).isEqualTo(487);
  }

  @Test
  void busyAndRejectedCallsEndWithTheirStatus() {
    Phone.await(bob.onIncoming(IncomingBehaviour.busy()), SOON);
    assertThat(alice.call(bob.directUri()).awaitEnd(SOON).status()).isEqualTo(486);

    Phone.await(bob.onIncoming(IncomingBehaviour.reject()), SOON);
    PhoneCall refused = alice.call(bob.directUri());
    assertThat(refused.awaitEnd(SOON).status()).isEqualTo(603);
    assertThatThrownBy(() -> refused.await(CallState.ANSWERED, SOON))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void offersMayComeInTheAnswerAndCodecsMayChange() {
    PhoneCall call = connect(CallOptions.DEFAULT.withoutOffer());
    PhoneCall other = bob.awaitIncoming(SOON);
    other.awaitTone(440, SOON);

    Phone.await(call.reinvite(Reinvite.codecs("PCMA")), SOON);
    assertThat(call.status().codec()).isEqualTo("PCMA");
    Phone.await(other.resetMedia(), SOON);
    other.awaitTone(440, SOON);
    assertThat(Phone.await(other.heard(), SOON).payloadTypes()).contains(8);

    assertThat(Phone.await(call.reinvite(Reinvite.withoutOffer()), SOON).ok()).isTrue();
    call.awaitTone(880, SOON);
  }

  @Test
  void crossingReinvitesBothSucceedInTheEnd() {
    PhoneCall call = connect(CallOptions.DEFAULT);
    PhoneCall other = bob.awaitIncoming(SOON);
    CompletableFuture<SipReply> first = call.hold();
    CompletableFuture<SipReply> second = other.hold();

    assertThat(Phone.await(first, SOON).status()).isEqualTo(200);
    assertThat(Phone.await(second, SOON).status()).isEqualTo(200);
    call.awaitMedia("inactive", SOON);
    assertThat(Phone.await(alice.ladder(call.callId(), false), SOON))
        .filteredOn(message -> message.method().equals("INVITE"))
        .extracting(SipRecord::status)
        .endsWith(0, 200);
  }

  @Test
  void anAnswerThatCrossesACancelIsAcknowledgedAndHungUp() {
    CallOptions deaf = CallOptions.DEFAULT.ignoringCancel();
    Phone.await(bob.onIncoming(IncomingBehaviour.ringForever(), deaf), SOON);
    PhoneCall call = alice.call(bob.directUri());
    PhoneCall other = bob.awaitIncoming(SOON);
    call.await(CallState.RINGING, SOON);
    CompletableFuture<SipReply> cancelled = call.cancel();
    await().atMost(SOON).until(() -> received(bob).contains("CANCEL"));
    Phone.await(other.answer(), SOON);

    assertThat(Phone.await(cancelled, SOON).header("CSeq"))
        .singleElement()
        .asString()
        .endsWith("BYE");
    assertThat(call.awaitEnd(SOON).status()).isEqualTo(200);
    assertThat(other.awaitEnd(SOON).reason()).isEqualTo("BYE received");
  }

  @Test
  void earlyMediaIsHeardBeforeTheAnswer() {
    Phone.await(bob.onIncoming(IncomingBehaviour.ringForever().withEarlyMedia()), SOON);
    PhoneCall call = alice.call(bob.directUri());

    assertThat(call.await(CallState.RINGING, SOON).status()).isEqualTo(183);
    call.awaitTone(880, SOON);
    Phone.await(bob.awaitIncoming(SOON).answer(), SOON);
    call.await(CallState.ANSWERED, SOON);
  }

  @Test
  void theAnswerIsRepeatedUntilItsAck() {
    PhoneCall call = connect(CallOptions.DEFAULT.withAckAfter(Duration.ofMillis(700)));
    PhoneCall other = bob.awaitIncoming(SOON);

    CallStatus repeated = Phone.await(other.when(s -> s.repeatedAnswers() > 0), SOON);
    assertThat(repeated.state()).isEqualTo(CallState.ANSWERED);
    Phone.await(call.when(s -> s.repeatedAnswers() > 0), SOON);
    assertThat(Phone.await(call.hangUp(), SOON).ok()).isTrue();
  }

  @Test
  void mediaCanMoveItsPortSendJunkAndDigits() {
    PhoneCall call = connect(CallOptions.DEFAULT);
    PhoneCall other = bob.awaitIncoming(SOON);
    other.awaitTone(440, SOON);

    int port = Phone.await(call.rebind(), SOON);
    Phone.await(call.sendRaw(new byte[] {1, 2, 3}), SOON);
    other.awaitSound(r -> r.sources().contains("127.0.0.1:" + port), SOON);
    Phone.await(call.sendDigits("12#"), SOON);
    other.awaitSound(r -> r.digits().equals("12#"), SOON);
    Phone.await(call.tone(600), SOON);
    other.awaitTone(600, SOON);
    Phone.await(call.mute(true), SOON);
    other.awaitSilence(SOON);
  }

  @Test
  void anyRequestCanBeSentInAndOutOfADialog() {
    assertThat(Phone.await(alice.options(bob.directUri()), SOON).header("Allow"))
        .contains("INVITE", "OPTIONS");
    PhoneCall call = connect(CallOptions.DEFAULT.withHeader("X-Colour", "blue"));
    PhoneCall other = bob.awaitIncoming(SOON);
    RequestSpec info =
        RequestSpec.inDialog("INFO").withBody("application/dtmf-relay", "Signal=5\r\n");

    assertThat(Phone.await(call.send(info), SOON).status()).isEqualTo(200);
    bob.awaitRequest(SOON);
    assertThat(bob.awaitRequest(SOON).body()).isEqualTo("Signal=5\r\n");
    assertThat(Phone.await(bob.ladder(other.callId(), true), SOON).get(0).text())
        .contains("X-Colour: blue");
    assertThat(Phone.await(call.send(RequestSpec.inDialog("FROB")), SOON).status()).isEqualTo(405);
  }

  @Test
  @Tag("tcp")
  void severalCallsRunAtOnceOverTcp() {
    PhoneCall first = connect(CallOptions.DEFAULT.withTone(500));
    PhoneCall second = connect(CallOptions.DEFAULT.withTone(700));
    PhoneCall firstAtBob = bob.awaitIncoming(SOON);
    PhoneCall secondAtBob = bob.awaitIncoming(SOON);

    firstAtBob.awaitTone(500, SOON);
    secondAtBob.awaitTone(700, SOON);
    Phone.await(first.hangUp(), SOON);
    firstAtBob.awaitEnd(SOON);
    assertThat(second.status().state()).isEqualTo(CallState.ANSWERED);
    assertThat(secondAtBob.status().state()).isEqualTo(CallState.ANSWERED);
  }

  private static List<String> received(Phone phone) {
    return Phone.await(phone.ladder(), SOON).stream()
        .filter(message -> !message.sent())
        .map(SipRecord::method)
        .toList();
  }

  private PhoneCall connect(CallOptions options) {
    Phone.await(bob.onIncoming(IncomingBehaviour.answerAfter(Duration.ZERO)), SOON);
    PhoneCall call = alice.call(bob.directUri(), options);
    call.await(CallState.ANSWERED, SOON);
    return call;
  }
}
