package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tandem.call.CallEntity;
import io.tandem.call.leg.Body;
import io.tandem.id.CallId;
import io.tandem.id.LegId;
import io.tandem.sip.message.SipResponse;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is decided before anybody asks who sent a request; and requests inside dialogs. */
class WireChecksTest {
  private static final CallId CALL = CallId.mint(3, EdgeFixture.START, new Random(3));

  private static EdgeFixture node;

  private TestPhone phone;

  @BeforeAll
  static void startNode() {
    node = new EdgeFixture();
  }

  @AfterAll
  static void stopNode() {
    node.close();
  }

  @BeforeEach
  void start() throws Exception {
    phone = node.phone();
    node.told.clear();
  }

  @AfterEach
  void stop() {
    phone.close();
  }

  private static String token(int variant) {
    return node.tokens.issue(FakeDirectory.TENANT, CALL, LegId.CALLER, variant);
  }

  @Test
  void optionsSayWhatWeCanToEverybody() {
    var response = phone.ask(Draft.of("OPTIONS").from("sip:probe@monitor.example"));

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("Allow")).contains("INVITE", "BYE", "REGISTER");
    assertThat(response.header("Accept")).isEqualTo(Body.ACCEPT);
    assertThat(response.header("Supported")).isNotNull();
    assertThat(response.toTag()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"SUBSCRIBE", "PUBLISH"})
  void eventsAreNoneHere(String method) {
    var response = phone.ask(Draft.of(method).header("Event", "message-summary"));

    assertThat(response.status()).isEqualTo(489);
  }

  /** There are phones that ask again as soon as they hear an answer, whatever it says. */
  @Test
  void whoAsksForEventsAgainAndAgainIsAnsweredSeldom() {
    for (int i = 0; i < FlowAllowance.BURST; i++) {
      assertThat(phone.ask(subscribe("again-" + i)).status()).isEqualTo(489);
    }
    phone.send(subscribe("too-often"));
    await().until(() -> node.count("tandem.sip.failures", "cause", "flood") == 1);
    assertThat(phone.ask(Draft.of("OPTIONS").callId("probe")).status()).isEqualTo(200);

    node.clock.now = node.clock.now.plus(FlowAllowance.INTERVAL);
    assertThat(phone.ask(subscribe("later")).status()).isEqualTo(489);
    assertThat(node.count("tandem.sip.failures", "cause", "flood")).isEqualTo(1);
  }

  private static Draft subscribe(String callId) {
    return Draft.of("SUBSCRIBE").callId(callId).header("Event", "message-summary");
  }

  @ParameterizedTest
  @ValueSource(strings = {"MESSAGE", "REFER", "FOO"})
  void unknownMethodsAreNotAllowed(String method) {
    var response = phone.ask(Draft.of(method));

    assertThat(response.status()).isEqualTo(405);
    assertThat(response.header("Allow")).contains("INVITE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"urn:service:sos", "mailto:1002@a.example"})
  void otherSchemesAreUnsupported(String uri) {
    assertThat(phone.ask(Draft.invite("1002").uri(uri)).status()).isEqualTo(416);
  }

  @Test
  void aRequestThatMayHopNoFurtherEndsHere() {
    assertThat(phone.ask(Draft.invite("1002").maxForwards(0)).status()).isEqualTo(483);
  }

  @Test
  void aRequestThatWouldEndHereAnywayNeedsNoHopLeft() throws Exception {
    assertThat(phone.ask(Draft.of("OPTIONS").maxForwards(0)).status()).isEqualTo(200);
    assertThat(phone.ask(Draft.register("<sip:1001@h>").maxForwards(0)).status()).isEqualTo(401);
    phone.send(Draft.of("BYE").uri("sip:" + token(0) + "@h").toTag(token(0)).maxForwards(0));
    assertThat(node.nextTold().command()).isInstanceOf(CallEntity.Requested.class);
  }

  /** §20.15. */
  @Test
  void aBodyOfWhoKnowsWhatIsABadRequest() {
    var invite = Draft.invite("1002").body("application/sdp", "v=0");
    var text = invite.print("127.0.0.1:" + phone.port());
    phone.sendText(text.replace("Content-Type: application/sdp\r\n", ""));

    var answer = phone.receiveFinal("INVITE");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.reason()).isEqualTo("Missing Content-Type");
  }

  @ParameterizedTest
  @CsvSource({
    "multipart/mixed;boundary=\"Aa-1\", multipart/mixed;boundary=\"Aa-1\"",
    "Application/SDP; charset=utf-8, application/sdp"
  })
  void aBodyKeepsWhatIsNeededToReadIt(String type, String kept) throws Exception {
    var info = Draft.of("INFO").uri("sip:" + token(0) + "@h").toTag(token(0));
    phone.send(info.body(type, "--Aa-1"));

    var requested = (CallEntity.Requested) node.nextTold().command();

    assertThat(requested.request().body().contentType()).isEqualTo(kept);
  }

  @ParameterizedTest
  @CsvSource({
    "INVITE, Require, '100rel, replaces', replaces",
    "INVITE, Proxy-Require, 'foo, bar', 'foo, bar'",
    "INVITE, Require, path, path",
    "INVITE, Require, 'timer, 100rel, gruu', gruu",
    "REGISTER, Require, timer, timer",
    "REGISTER, Require, 'path, gruu', gruu"
  })
  void extensionsThatWeDoNotUnderstandAreNamed(
      String method, String header, String tags, String unsupported) {
    var draft = method.equals("INVITE") ? Draft.invite("1002") : Draft.register("<sip:a@h>");

    var response = phone.ask(draft.header(header, tags));

    assertThat(response.status()).isEqualTo(420);
    assertThat(response.header("Unsupported")).isEqualTo(unsupported);
  }

  @Test
  void aRequestThatThisNodeHasSentIsALoop() {
    String via = "SIP/2.0/UDP 127.0.0.1:" + node.address().getPort() + ";branch=z9hG4bK-x";

    assertThat(phone.ask(Draft.of("OPTIONS").header("Via", via)).status()).isEqualTo(482);
  }

  @Test
  void anInviteFromOneOfOurOwnDialogsIsALoop() {
    assertThat(phone.ask(Draft.invite("1002").fromTag(token(0))).status()).isEqualTo(482);
  }

  @Test
  void theSameInviteOnASecondWayIsMergedOnceItsSenderIsKnown() throws Exception {
    var challenge = phone.ask(Draft.invite("1002").callId("merged"));
    var first = Draft.invite("1002").callId("merged").cseq(2);
    var second = Draft.invite("1002").callId("merged").cseq(2);
    phone.send(TestPhone.authorized(first, challenge, "1001", "secret-1001"));
    assertThat(node.nextTold().command()).isInstanceOf(CallEntity.Start.class);
    phone.send(TestPhone.authorized(second, challenge, "1001", "secret-1001"));

    assertThat(phone.receiveFinal("INVITE").status()).isEqualTo(482);
  }

  /** Nothing is kept of the one that was challenged, so there is nothing to be merged with. */
  @Test
  void anInviteIsChallengedOnEveryWayItComes() {
    for (int way = 0; way < 2; way++) {
      phone.send(Draft.invite("1002").callId("merged"));
      assertThat(phone.receiveFinal("INVITE").status()).isEqualTo(407);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"BYE", "INFO", "INVITE", "OPTIONS"})
  void aRequestInADialogThatIsNotOursHasNoCall(String method) {
    var response = phone.ask(Draft.of(method).uri("sip:x@127.0.0.1").toTag("unknown"));

    assertThat(response.status()).isEqualTo(481);
  }

  @Test
  void aByeOutsideOfAnyDialogHasNoCall() {
    assertThat(phone.ask(Draft.of("BYE")).status()).isEqualTo(481);
  }

  @Test
  void aMethodThatNoCallUnderstandsIsNotAllowedInADialogEither() {
    var refer = Draft.of("REFER").uri("sip:" + token(0) + "@127.0.0.1").toTag(token(0));

    assertThat(phone.ask(refer).status()).isEqualTo(405);
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, true"})
  void aRequestInADialogGoesToItsCallByContactOrTag(boolean inUri, boolean inTag) throws Exception {
    String user = inUri ? token(4) : "lost";
    phone.send(
        Draft.of("BYE")
            .uri("sip:" + user + "@127.0.0.1")
            .toTag(inTag ? token(4) : "other")
            .cseq(9));

    var told = node.nextTold();

    assertThat(told.tenant()).isEqualTo(FakeDirectory.TENANT);
    assertThat(told.call()).isEqualTo(CALL);
    var requested = (CallEntity.Requested) told.command();
    assertThat(requested.leg()).isEqualTo(LegId.CALLER);
    assertThat(requested.variant()).isEqualTo(4);
    assertThat(requested.request().method()).isEqualTo("BYE");
    assertThat(requested.request().cseq()).isEqualTo(9);
    assertThat(requested.request().transaction()).isNotNull();
  }

  @Test
  void theAckOfA2xxGoesToItsCallWithoutTransaction() throws Exception {
    phone.send(Draft.of("ACK").uri("sip:" + token(1) + "@127.0.0.1").toTag(token(1)).cseq(2));

    var requested = (CallEntity.Requested) node.nextTold().command();

    assertThat(requested.request().transaction()).isNull();
    assertThat(requested.request().method()).isEqualTo("ACK");
  }

  @Test
  void aCancelledReinviteIsToldToItsCall() throws Exception {
    var reinvite =
        Draft.of("INVITE")
            .uri("sip:" + token(2) + "@127.0.0.1")
            .toTag(token(2))
            .cseq(5)
            .branch("z9hG4bK-re");
    phone.send(reinvite);
    assertThat(node.nextTold().command()).isInstanceOf(CallEntity.Requested.class);
    assertThat(((SipResponse) phone.receive()).status()).isEqualTo(100);

    phone.send(
        Draft.of("CANCEL")
            .uri("sip:" + token(2) + "@127.0.0.1")
            .toTag(token(2))
            .cseq(5)
            .branch("z9hG4bK-re"));

    assertThat(phone.receiveFinal("CANCEL").status()).isEqualTo(200);
    assertThat(node.nextTold().command())
        .isEqualTo(new CallEntity.Cancelled(LegId.CALLER, 5, Map.of("Max-Forwards", "70")));
  }

  @Test
  void malformedCredentialsAreABadRequest() {
    var draft = Draft.register("<sip:1001@h>").header("Authorization", "Digest username=");

    assertThat(phone.ask(draft).status()).isEqualTo(400);
  }

  @Test
  void whoGuessesPasswordsIsSlowedDownUntilItHasRested() throws Exception {
    try (var guarded = new EdgeFixture(EdgeFixture.guesses(2, 1_000));
        var guesser = guarded.phone()) {
      var challenge = guesser.ask(Draft.register("<sip:1001@h>"));
      for (int i = 0; i < 2; i++) {
        assertThat(guess(guesser, challenge, "wrong").status()).isEqualTo(401);
      }

      var limited = guess(guesser, challenge, "secret-1001");
      assertThat(limited.status()).isEqualTo(503);
      assertThat(limited.header("Retry-After")).isEqualTo("10");
      assertThat(guarded.count("tandem.sip.auth.failures", "reason", "guessing")).isEqualTo(1);
      guarded.clock.now = guarded.clock.now.plusSeconds(10);
      assertThat(guess(guesser, challenge, "secret-1001").status()).isEqualTo(200);
    }
  }

  private static SipResponse guess(TestPhone guesser, SipResponse challenge, String password) {
    var draft = Draft.register("<sip:1001@192.0.2.1>").cseq(2);
    return guesser.ask(TestPhone.authorized(draft, challenge, "1001", password));
  }
}
