package io.tandem.media.rtp;

import static io.tandem.id.LegId.CALLER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.ResourceLeakDetector;
import io.tandem.id.LegId;
import io.tandem.media.MediaSession;
import io.tandem.media.MediaState;
import io.tandem.media.MediaStatistics;
import io.tandem.media.SdpRefusedException;
import io.tandem.net.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets through real sockets. */
class RelayTest {
  private static final LegId CALLEE = new LegId(1);
  private static final byte[] NO_RTP = {0, 1, 0, 0};

  private RelayFixture relay;
  private MediaSession session;
  private RtpPhone alice;
  private RtpPhone bob;
  private String toBob;
  private String toAlice;

  @BeforeAll
  static void watchBuffers() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
  }

  @BeforeEach
  void open() throws Exception {
    relay = RelayFixture.create(40);
    session = relay.open();
    alice = new RtpPhone(0xa11ce);
    bob = new RtpPhone(0xb0b);
  }

  @AfterEach
  void close() {
    session.close();
    alice.close();
    bob.close();
    relay.close();
  }

  private void call(String aliceSdp, String bobSdp) throws SdpRefusedException {
    toBob = session.offer(CALLER, CALLEE, aliceSdp);
    toAlice = session.answer(CALLEE, CALLER, bobSdp);
    session.connect(CALLER, CALLEE);
    relay.settle();
  }

  private void call() throws SdpRefusedException {
    call(alice.sdp(), bob.sdp());
  }

  private MediaStatistics statistics(LegId leg) {
    return session.statistics().get(leg);
  }

  private void awaitStrangers(LegId leg, long count) {
    await().untilAsserted(() -> assertThat(statistics(leg).strangers()).isEqualTo(count));
  }

  @Test
  void audioFlowsBothWaysUntouched() throws Exception {
    call();

    assertThat(bobHears(alice.talk(toAlice))).isTrue();
    byte[] fromBob = bob.talk(toBob);
    assertThat(alice.hear()).isEqualTo(fromBob);
    assertThat(statistics(CALLER))
        .isEqualTo(new MediaStatistics(1, 172, 1, 172, 0, Duration.ZERO, 0, "PCMA"));
    assertThat(statistics(CALLEE)).isEqualTo(statistics(CALLER));
  }

  private boolean bobHears(byte[] packet) throws IOException {
    return Arrays.equals(bob.hear(), packet);
  }

  @Test
  void audioFlowsOnNioToo() throws Exception {
    try (RelayFixture nio = RelayFixture.onNio(4);
        MediaSession other = nio.open()) {
      other.offer(CALLER, CALLEE, alice.sdp());
      String answer = other.answer(CALLEE, CALLER, bob.sdp());
      nio.settle();

      assertThat(bobHears(alice.talk(answer))).isTrue();
    }
  }

  @Test
  void audioFlowsBetweenIpv4AndIpv6() throws Exception {
    try (RtpPhone carol = new RtpPhone(6, "::1")) {
      session.signalledFrom(CALLEE, InetAddress.getByName("::1"));
      call(alice.sdp(), carol.sdp());

      assertThat(toBob).contains("c=IN IP6 ::1\r\n", "IN IP6 ::1\r\ns=-");
      assertThat(toAlice).contains("c=IN IP4 127.0.0.1\r\n");
      byte[] fromAlice = alice.talk(toAlice);
      assertThat(carol.hear()).isEqualTo(fromAlice);
      byte[] fromCarol = carol.talk(toBob);
      assertThat(alice.hear()).isEqualTo(fromCarol);
    }
  }

  @Test
  void earlyMediaFlowsWithTheFirstAnswer() throws Exception {
    toBob = session.offer(CALLER, CALLEE, alice.sdp());
    session.answer(CALLEE, CALLER, bob.sdp());
    relay.settle();

    byte[] ringing = bob.talk(toBob);
    assertThat(alice.hear()).isEqualTo(ringing);
  }

  @Test
  void nothingFlowsBeforeTheAnswer() throws Exception {
    toBob = session.offer(CALLER, CALLEE, alice.sdp());
    relay.settle();
    bob.talk(toBob);
    bob.sendRaw(NO_RTP, toBob);
    await().until(() -> relay.service.usage().strayPackets() == 1);
    session.answer(CALLEE, CALLER, bob.sdp());

    assertThat(statistics(CALLEE).strangers()).isEqualTo(1);
    assertThat(alice.heardNothing()).isTrue();
  }

  @Test
  void rtcpFlowsOnItsOwnPort() throws Exception {
    call();

    byte[] report = alice.report(toAlice);
    assertThat(bob.hearReport()).isEqualTo(report);
    byte[] answer = bob.report(toBob);
    assertThat(alice.hearReport()).isEqualTo(answer);
  }

  @Test
  void rtcpCrossesFromMuxToItsOwnPortAndBack() throws Exception {
    call(alice.sdp("a=rtcp-mux"), bob.sdp());

    assertThat(toBob).contains("a=rtcp-mux\r\n");
    assertThat(toAlice).contains("a=rtcp-mux\r\n");
    byte[] muxed = alice.reportMuxed(toAlice);
    assertThat(bob.hearReport()).isEqualTo(muxed);
    byte[] separate = bob.report(toBob);
    assertThat(alice.hear()).isEqualTo(separate);
  }

  @Test
  void aStrangerIsNotHeard() throws Exception {
    call();
    alice.talk(toAlice);
    bob.hear();
    try (RtpPhone mallory = new RtpPhone(0xbad)) {
      mallory.talk(toAlice);
      awaitStrangers(CALLER, 1);
    }
    assertThat(bob.heardNothing()).isTrue();
  }

  @Test
  void aPhoneBehindNatIsFoundByItsPackets() throws Exception {
    call(alice.sdpFrom("192.0.2.99"), bob.sdp());
    alice.talk(toAlice);
    awaitStrangers(CALLER, 1);
    relay.pass(Duration.ofMillis(500));

    assertThat(bobHears(alice.talk(toAlice))).isTrue();
    byte[] fromBob = bob.talk(toBob);
    assertThat(alice.hear()).isEqualTo(fromBob);
    MediaState.LegState caller = session.state().legs().get(0);
    assertThat(caller.latched().get(0)).startsWith("127.0.0.1:");
  }

  @Test
  void aPhoneThatSignalsFromWhereItSpeaksIsHeardWithItsFirstPacketAndHearsTheNext()
      throws Exception {
    session.signalledFrom(CALLEE, InetAddress.getLoopbackAddress());
    call(alice.sdp(), bob.sdpFrom("192.0.2.99"));

    byte[] hello = bob.talk(toBob);
    assertThat(alice.hear()).isEqualTo(hello);
    assertThat(bobHears(alice.talk(toAlice))).isTrue();
    assertThat(statistics(CALLEE).strangers()).isZero();
  }

  @Test
  void nothingIsSentToAPrivateAddressBehindNatBeforeThePhoneIsHeard() throws Exception {
    session.signalledFrom(CALLEE, InetAddress.getByName("203.0.113.9"));
    call(alice.sdp(), bob.sdpFrom("192.168.1.20"));
    alice.talk(toAlice);
    alice.report(toAlice);
    await().until(() -> statistics(CALLER).packetsReceived() == 1);

    assertThat(statistics(CALLEE).packetsSent()).isZero();
    assertThat(relay.service.usage().refusedPackets()).isZero();
  }

  @Test
  void rtcpOfAPhoneThatWasNotHeardYetComesFromWhereItSignals() throws Exception {
    session.signalledFrom(CALLEE, InetAddress.getLoopbackAddress());
    call(alice.sdp(), bob.sdpFrom("192.0.2.99"));

    byte[] report = bob.report(toBob);
    assertThat(alice.hearReport()).isEqualTo(report);
  }

  /**
   * Who listens on a public address: no packet reaches the host's own or the operator's network.
   */
  @ParameterizedTest
  @CsvSource({"127.0.0.1", "169.254.169.254", "10.20.30.40", "255.255.255.255"})
  void nothingIsSentWhereRtpMayNotGo(String described) throws Exception {
    try (RelayFixture outside = RelayFixture.elsewhere(List.of(Network.parse("10.0.0.0/8")));
        MediaSession other = outside.open()) {
      String offered = other.offer(CALLER, CALLEE, alice.sdp());
      String answer = other.answer(CALLEE, CALLER, bob.sdpFrom(described));
      other.connect(CALLER, CALLEE);
      outside.settle();
      outside.pass(Duration.ofSeconds(1));
      bob.talk(throughLoopback(offered));
      alice.talk(throughLoopback(answer));

      await()
          .untilAsserted(() -> assertThat(outside.service.usage().refusedPackets()).isEqualTo(2));
      assertThat(other.statistics().get(CALLEE).packetsReceived()).isZero();
      assertThat(bob.heardNothing()).isTrue();
    }
  }

  private static String throughLoopback(String description) {
    return description.replaceAll("c=IN IP4 \\S+", "c=IN IP4 127.0.0.1");
  }

  @Test
  void aStreamMayMoveAfterSilence() throws Exception {
    call();
    alice.talkAs(7, 100, toAlice);
    bob.hear();
    relay.pass(Duration.ofSeconds(2));
    try (RtpPhone moved = new RtpPhone(7)) {
      moved.talkAs(8, 101, toAlice);
      awaitStrangers(CALLER, 1);

      assertThat(bobHears(moved.talkAs(7, 101, toAlice))).isTrue();
    }
  }

  @Test
  void aReinviteWithAnotherAddressIsFollowed() throws Exception {
    call();
    alice.talk(toAlice);
    bob.hear();
    try (RtpPhone moved = new RtpPhone(0xa11ce)) {
      call(moved.sdp(), bob.sdp());
      byte[] fromBob = bob.talk(toBob);

      assertThat(moved.hear()).isEqualTo(fromBob);
      alice.talk(toAlice);
      awaitStrangers(CALLER, 1);
      assertThat(bobHears(moved.talk(toAlice))).isTrue();
    }
  }

  @Test
  void whoIsHeldSendsNothingToWhoHolds() throws Exception {
    call();
    call(alice.sdp("a=sendonly"), bob.sdp("a=recvonly"));
    bob.talk(toBob);

    await().until(() -> statistics(CALLEE).packetsReceived() == 1);
    assertThat(bobHears(alice.talk(toAlice))).isTrue();
    assertThat(alice.heardNothing()).isTrue();
  }

  /** RFC 3264 §5.1: its packets overtake the answer that allows them. */
  @Test
  void whoIsTakenFromHoldIsHeardAtOnceUnlessTheOfferFails() throws Exception {
    call();
    call(alice.sdp("a=sendonly"), bob.sdp("a=recvonly"));
    session.offer(CALLER, CALLEE, alice.sdp());
    relay.settle();
    byte[] early = bob.talk(toBob);
    assertThat(alice.hear()).isEqualTo(early);

    session.rollback(CALLER, CALLEE);
    relay.settle();
    bob.talk(toBob);
    await().until(() -> statistics(CALLEE).packetsReceived() == 2);
    assertThat(alice.heardNothing()).isTrue();
  }

  @Test
  void whoIsHeldIsNotHeardForAnOfferThatGotNoAnswerBeforeTheNext() throws Exception {
    call();
    call(alice.sdp("a=sendonly"), bob.sdp("a=recvonly"));
    session.offer(CALLER, CALLEE, alice.sdp());
    session.offer(CALLER, CALLEE, alice.sdp("a=sendonly"));
    relay.settle();
    bob.talk(toBob);
    await().until(() -> statistics(CALLEE).packetsReceived() == 1);
    assertThat(alice.heardNothing()).isTrue();
  }

  /** Case 59: hold as boghe and others do it; the stream comes back on the same line. */
  @Test
  void aStreamIsStoppedByPort0AndTheCallStays() throws Exception {
    call();
    call(stopped(alice), stopped(bob));
    assertThat(RtpPhone.port(toBob)).isZero();
    assertThat(RtpPhone.port(toAlice)).isZero();
    relay.pass(Duration.ofHours(1));
    assertThat(relay.timedOut).isEmpty();

    call();
    assertThat(bobHears(alice.talk(toAlice))).isTrue();
    byte[] fromBob = bob.talk(toBob);
    assertThat(alice.hear()).isEqualTo(fromBob);
  }

  private static String stopped(RtpPhone phone) {
    return phone.sdp().replaceFirst("m=audio \\d+", "m=audio 0");
  }

  @Test
  void nothingIsSentToALegWithoutAddress() throws Exception {
    call(alice.sdpFrom("0.0.0.0"), bob.sdp());
    bob.report(toBob);
    bob.talk(toBob);

    await().until(() -> statistics(CALLEE).packetsReceived() == 1);
    assertThat(alice.heardNothing()).isTrue();
  }

  @Test
  void whatIsNoRtpIsCountedAndDropped() throws Exception {
    call();
    alice.sendRaw(NO_RTP, toAlice);
    alice.sendRaw(new byte[40], toAlice);

    await().until(() -> relay.service.usage().strayPackets() == 2);
    assertThat(bob.heardNothing()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSilentLegTimesOutOnceAndRtpOrRtcpPreventsIt(boolean byRtcp) throws Exception {
    call();
    relay.pass(Duration.ofSeconds(59));
    if (byRtcp) {
      alice.report(toAlice);
      bob.hearReport();
    } else {
      alice.talk(toAlice);
      bob.hear();
    }
    relay.pass(Duration.ofSeconds(2));
    relay.pass(Duration.ofSeconds(2));

    assertThat(relay.timedOut).containsExactly(CALLEE);
    relay.pass(Duration.ofSeconds(60));
    assertThat(relay.timedOut).containsExactly(CALLEE, CALLER);
  }

  @Test
  void theClockStandsStillBeforeTheAnswer() throws Exception {
    session.offer(CALLER, CALLEE, alice.sdp());
    session.answer(CALLEE, CALLER, bob.sdp());
    relay.pass(Duration.ofHours(1));
    session.connect(CALLER, CALLEE);
    relay.pass(Duration.ofSeconds(59));

    assertThat(relay.timedOut).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=sendonly", "a=inactive"})
  void theClockStandsStillOnHold(String hold) throws Exception {
    call();
    call(alice.sdp(hold), bob.sdp(hold.replace("sendonly", "recvonly")));
    relay.pass(Duration.ofHours(1));
    assertThat(relay.timedOut).isEmpty();

    call();
    relay.pass(Duration.ofSeconds(59));
    assertThat(relay.timedOut).isEmpty();
    relay.pass(Duration.ofSeconds(1));
    assertThat(relay.timedOut).containsExactlyInAnyOrder(CALLER, CALLEE);
  }

  @Test
  void onAOneWayCallOnlyTheSenderTimesOut() throws Exception {
    call(alice.sdp("a=sendonly"), bob.sdp("a=recvonly"));
    relay.pass(Duration.ofSeconds(60));

    assertThat(relay.timedOut).containsExactly(CALLER);
  }
}
