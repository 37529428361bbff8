package io.tandem.media.rtp;

import static io.tandem.id.LegId.CALLER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.tandem.id.LegId;
import io.tandem.media.MediaSession;
import io.tandem.media.MediaState;
import io.tandem.media.SdpRefusedException;
import io.tandem.media.sdp.Descriptions;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Offers and answers through a session; no packet flows here. */
class AnchoredSessionTest {
  private static final LegId BOB = new LegId(1);
  private static final LegId CAROL = new LegId(2);
  private static final String AUDIO = "m=audio 4000 RTP/AVP 8 101";
  private static final String VIDEO = "m=video 4002 RTP/AVP 96";
  private static final String NO_VIDEO = "m=video 0 RTP/AVP 96";
  private static final Pattern ORIGIN = Pattern.compile("o=- (\\d+) (\\d+) IN IP4 127.0.0.1\r\n");

  private RelayFixture relay;
  private MediaSession session;

  @BeforeEach
  void open() throws Exception {
    relay = RelayFixture.create(20);
    session = relay.open();
  }

  @AfterEach
  void close() {
    session.close();
    assertThatNothingIsInUse();
    relay.close();
  }

  private void assertThatNothingIsInUse() {
    relay.settle();
    relay.pass(Duration.ofSeconds(3));
    assertThat(relay.service.usage().inUse()).isZero();
  }

  private static String origin(String description, int group) {
    Matcher matcher = ORIGIN.matcher(description);
    assertThat(matcher.find()).as(description).isTrue();
    return matcher.group(group);
  }

  private static String id(String description) {
    return origin(description, 1);
  }

  private static int version(String description) {
    return Integer.parseInt(origin(description, 2));
  }

  private String offer(String... lines) throws SdpRefusedException {
    return session.offer(CALLER, BOB, Descriptions.of(lines));
  }

  private String answer(String... lines) throws SdpRefusedException {
    return session.answer(BOB, CALLER, Descriptions.of(lines));
  }

  private void talk(String... lines) throws SdpRefusedException {
    offer(lines);
    answer(lines);
    session.connect(CALLER, BOB);
  }

  @Test
  void eachLegHasItsOwnIdentityAndPorts() throws SdpRefusedException {
    String toBob = offer(AUDIO);
    String toCaller = answer(AUDIO);

    assertThat(id(toBob)).isNotEqualTo(id(toCaller));
    assertThat(RtpPhone.port(toBob)).isEven().isNotEqualTo(RtpPhone.port(toCaller));
    assertThat(toBob).endsWith("a=sendrecv\r\n").contains("c=IN IP4 127.0.0.1\r\n");
  }

  @Test
  void theSameAnswerInThe200GivesTheSameDescriptionAndAnotherRaisesTheVersion()
      throws SdpRefusedException {
    offer(AUDIO);
    String ringing = answer(AUDIO);

    assertThat(answer(AUDIO)).isEqualTo(ringing);
    String other = answer("m=audio 4000 RTP/AVP 8");
    assertThat(version(other)).isEqualTo(version(ringing) + 1);
    assertThat(id(other)).isEqualTo(id(ringing));
  }

  @Test
  void aReinviteThatChangesNothingKeepsTheVersionsAndThePorts() throws SdpRefusedException {
    String toBob = offer(AUDIO);
    String toCaller = answer(AUDIO);
    session.connect(CALLER, BOB);

    assertThat(offer(AUDIO)).isEqualTo(toBob);
    assertThat(answer(AUDIO)).isEqualTo(toCaller);
  }

  @ParameterizedTest
  @CsvSource({
    "sendonly, recvonly, sendonly, recvonly",
    "sendonly, sendrecv, sendonly, recvonly",
    "inactive, inactive, inactive, inactive",
    "recvonly, sendonly, recvonly, sendonly",
    "sendrecv, sendonly, sendrecv, sendonly"
  })
  void holdPassesThrough(String offered, String answered, String toBob, String toCaller)
      throws SdpRefusedException {
    talk(AUDIO);

    assertThat(offer(AUDIO, "a=" + offered)).contains("a=" + toBob + "\r\n");
    assertThat(answer(AUDIO, "a=" + answered)).contains("a=" + toCaller + "\r\n");
  }

  @Test
  void holdByAddressIsToldAsSendonlyWithOurAddress() throws SdpRefusedException {
    talk(AUDIO);
    String held = Descriptions.of(AUDIO).replace("c=IN IP4 192.0.2.7", "c=IN IP4 0.0.0.0");

    assertThat(session.offer(CALLER, BOB, held))
        .contains("c=IN IP4 127.0.0.1\r\n", "a=sendonly\r\n");
    assertThat(answer(AUDIO)).contains("c=IN IP4 127.0.0.1\r\n", "a=recvonly\r\n");
  }

  @Test
  void anOfferlessInviteGetsItsOfferFromTheCallee() throws SdpRefusedException {
    String toCaller = session.offer(BOB, CALLER, Descriptions.of(AUDIO));
    String toBob = session.answer(CALLER, BOB, Descriptions.of("m=audio 4000 RTP/AVP 8"));

    assertThat(toCaller).contains("RTP/AVP 8 101\r\n");
    assertThat(toBob).contains("RTP/AVP 8\r\n");
  }

  @Test
  void payloadTypesMayDifferByDirection() throws SdpRefusedException {
    String toBob = offer(AUDIO, "a=rtpmap:101 telephone-event/8000");
    String toCaller = answer("m=audio 4000 RTP/AVP 8 96", "a=rtpmap:96 telephone-event/8000");

    assertThat(toBob).contains("RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n");
    assertThat(toCaller).contains("RTP/AVP 8 96\r\na=rtpmap:96 telephone-event/8000\r\n");
  }

  @Test
  void whatWeDoNotRelayIsNotPassedOnAndRefusedInTheAnswer() throws SdpRefusedException {
    String toBob = offer("m=image 5000 udptl t38", AUDIO, "m=audio 5002 RTP/SAVP 0", VIDEO);
    String toCaller = answer(AUDIO, NO_VIDEO);

    assertThat(toBob).doesNotContain("image", "SAVP");
    assertThat(toBob.split("\r\nm=")).hasSize(1 + 2);
    assertThat(toCaller)
        .containsSubsequence(
            "m=image 0 udptl t38\r\n",
            "m=audio " + RtpPhone.port(toCaller.substring(toCaller.indexOf("m=audio"))),
            "m=audio 0 RTP/SAVP 0\r\n",
            "m=video 0 RTP/AVP 96\r\n");
  }

  @Test
  void videoComesAndGoesAndItsPortsGoBack() throws SdpRefusedException {
    talk(AUDIO);
    int before = inUse();
    talk(AUDIO, VIDEO);
    assertThat(inUse()).isEqualTo(before + 2);

    assertThat(offer(AUDIO, NO_VIDEO)).contains("m=video 0 RTP/AVP 96\r\n");
    answer(AUDIO, NO_VIDEO);
    session.connect(CALLER, BOB);
    assertThat(quarantineOver()).isEqualTo(before);
  }

  private int inUse() {
    relay.settle();
    return relay.service.usage().inUse();
  }

  private int quarantineOver() {
    relay.pass(Duration.ofSeconds(3));
    return inUse();
  }

  @Test
  void aFailedReinviteLeavesTheSessionAsItWas() throws SdpRefusedException {
    talk(AUDIO);
    MediaState before = session.state();
    int ports = inUse();
    String failed = offer(AUDIO, VIDEO);
    answer(AUDIO, VIDEO);
    session.rollback(CALLER, BOB);

    assertThat(session.state()).isEqualTo(before);
    assertThat(quarantineOver()).isEqualTo(ports);
    assertThat(version(offer(AUDIO, VIDEO))).isGreaterThan(version(failed));
  }

  @Test
  void aFailedFirstOfferLeavesNothing() throws SdpRefusedException {
    offer(AUDIO, VIDEO);
    session.rollback(CALLER, BOB);

    assertThat(session.state()).isEqualTo(MediaState.EMPTY);
    assertThatThrownBy(() -> answer(AUDIO)).isInstanceOf(SdpRefusedException.class);
    session.rollback(CALLER, BOB);
  }

  @Test
  void aRefusedOfferOrAnswerLeavesTheSessionAsItWas() throws SdpRefusedException {
    talk(AUDIO);
    MediaState before = session.state();

    assertThat(refusal(() -> offer("m=audio 4000 RTP/SAVP 0")).status()).isEqualTo(488);
    assertThat(refusal(() -> session.offer(CALLER, BOB, "hello")).status()).isEqualTo(400);
    assertThat(session.state()).isEqualTo(before);
    offer(AUDIO, VIDEO);
    assertThat(refusal(() -> answer("m=audio 5000 RTP/SAVP 8")).status()).isEqualTo(488);
    assertThat(session.state()).isEqualTo(before);
  }

  private static SdpRefusedException refusal(ThrowingCallable call) {
    return catchThrowableOfType(SdpRefusedException.class, call);
  }

  @Test
  void ourOwnPortsAreRefused() throws SdpRefusedException {
    String toBob = offer(AUDIO);

    assertThat(refusal(() -> session.offer(CALLER, CAROL, toBob)))
        .hasMessageContaining("media loop");
    assertThat(refusal(() -> session.answer(BOB, CALLER, toBob)))
        .hasMessageContaining("media loop");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.9.10", "own"})
  void ourOwnPortsAreRefusedByWhateverAddressOfThisHost(String named) throws Exception {
    var any = InetAddress.getByName("0.0.0.0");
    var host = named.equals("own") ? ownAddress() : InetAddress.getByName(named);
    try (var everywhere = RelayFixture.advertising(any, InetAddress.getByName("192.0.2.1"));
        var open = everywhere.open()) {
      String ours = open.offer(CALLER, BOB, Descriptions.of(AUDIO));
      String looped = ours.replace("192.0.2.1", host.getHostAddress());

      assertThat(refusal(() -> open.offer(CALLER, CAROL, looped)))
          .hasMessageContaining("media loop");
    }
  }

  /** One that is not loopback, where there is one. */
  private static InetAddress ownAddress() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
        .findFirst()
        .orElseGet(InetAddress::getLoopbackAddress);
  }

  @Test
  void anotherFamilyThanOfferedIsRefused() throws SdpRefusedException {
    offer(AUDIO);
    String ipv6 = Descriptions.device("ipv6").replace("RTP/AVP 0", "RTP/AVP 8");

    assertThat(refusal(() -> session.answer(BOB, CALLER, ipv6)).warning()).startsWith("301 ");
  }

  @Test
  void forksHaveEarlyDialogsOfTheirOwnTowardsTheCaller() throws SdpRefusedException {
    offer(AUDIO);
    session.offer(CALLER, CAROL, Descriptions.of(AUDIO));
    String fromBob = answer(AUDIO);
    String fromCarol = session.answer(CAROL, CALLER, Descriptions.of(AUDIO));
    assertThat(id(fromBob)).isNotEqualTo(id(fromCarol));
    assertThat(RtpPhone.port(fromBob)).isNotEqualTo(RtpPhone.port(fromCarol));

    session.connect(CALLER, CAROL);
    session.release(BOB);
    assertThat(session.state().legs()).hasSize(2).allMatch(MediaState.LegState::connected);
    assertThat(quarantineOver()).isEqualTo(2);
    assertThat(refusal(() -> answer(AUDIO))).hasMessage("an answer to no offer");
  }

  @Test
  void aCallToManyPhonesTakesThePortsTowardsItsCallerWhenOneOfThemAnswers()
      throws SdpRefusedException {
    int before = inUse();
    for (int phone = 1; phone <= 8; phone++) {
      session.offer(CALLER, new LegId(phone), Descriptions.of(AUDIO));
    }
    assertThat(inUse()).isEqualTo(before - 2 + 8 + 1);

    String early = session.answer(new LegId(8), CALLER, Descriptions.of(AUDIO));
    assertThat(inUse()).isEqualTo(before - 2 + 8 + 2);
    assertThat(session.answer(new LegId(8), CALLER, Descriptions.of(AUDIO))).isEqualTo(early);
    session.connect(CALLER, new LegId(8));
    for (int phone = 1; phone <= 7; phone++) {
      session.release(new LegId(phone));
    }
    assertThat(quarantineOver()).isEqualTo(2);
  }

  @Test
  void aTransferKeepsTheIdentityAndThePortsOfTheLegThatStays() throws SdpRefusedException {
    offer(AUDIO, VIDEO);
    String before = answer(AUDIO, NO_VIDEO);
    session.connect(CALLER, BOB);
    String toCaller = session.offer(CAROL, CALLER, Descriptions.of("m=audio 7000 RTP/AVP 0"));
    session.answer(CALLER, CAROL, Descriptions.of("m=audio 4000 RTP/AVP 0", NO_VIDEO));
    session.connect(CALLER, CAROL);

    assertThat(id(toCaller)).isEqualTo(id(before));
    assertThat(version(toCaller)).isEqualTo(version(before) + 1);
    assertThat(RtpPhone.port(toCaller)).isEqualTo(RtpPhone.port(before));
    assertThat(toCaller).contains("m=video 0 RTP/AVP 96\r\n");
    session.release(BOB);
    assertThat(session.state().legs())
        .extracting(MediaState.LegState::leg, MediaState.LegState::peer)
        .containsExactly(tuple(CALLER, CAROL), tuple(CAROL, CALLER));
  }

  @Test
  void anEstablishedLegMayForkAgain() throws SdpRefusedException {
    LegId dave = new LegId(3);
    talk(AUDIO);
    session.offer(CALLER, CAROL, Descriptions.of(AUDIO));
    session.offer(CALLER, dave, Descriptions.of(AUDIO));

    session.answer(CAROL, CALLER, Descriptions.of(AUDIO));
    session.connect(CALLER, CAROL);
    session.release(dave);
    session.release(BOB);
    assertThat(quarantineOver()).isEqualTo(2);
  }

  @Test
  void theStateTellsBothSidesOfEachLeg() throws SdpRefusedException {
    String toBob = offer(AUDIO);
    answer(AUDIO);
    session.connect(CALLER, BOB);
    MediaState.LegState bob = session.state().legs().get(1);

    assertThat(bob.leg()).isEqualTo(BOB);
    assertThat(bob.local()).isEqualTo(toBob);
    assertThat(bob.remote()).isEqualTo(Descriptions.of(AUDIO));
    assertThat(bob.originVersion()).isEqualTo(1);
    assertThat(bob.latched()).containsExactly("");
  }

  @Test
  void theCodecOfBothLegsIsTheOneThatTheAnswerChose() throws SdpRefusedException {
    offer("m=audio 4000 RTP/AVP 8 0 101", "a=rtpmap:101 telephone-event/8000");
    answer("m=audio 4000 RTP/AVP 101 0", "a=rtpmap:101 telephone-event/8000");
    session.connect(CALLER, BOB);

    assertThat(session.statistics().get(CALLER).codec()).isEqualTo("PCMU");
    assertThat(session.statistics().get(BOB).codec()).isEqualTo("PCMU");
  }

  @Test
  void aClosedSessionKeepsItsStatisticsAndDescribesNothing() throws SdpRefusedException {
    talk(AUDIO);
    session.close();

    assertThat(session.statistics().keySet()).containsExactly(CALLER, BOB);
    assertThat(session.statistics().get(BOB).codec()).isEqualTo("PCMA");
    assertThat(session.state()).isEqualTo(MediaState.EMPTY);
    assertThatThrownBy(() -> offer(AUDIO)).isInstanceOf(IllegalStateException.class);
  }
}
