package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.net.SourceNetwork;
import io.tandem.sip.digest.DigestAlgorithm;
import io.tandem.sip.message.SipResponse;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is asked for credentials, and which ones are good (RFC 3261 §22). */
class AuthenticationTest extends EdgeAndPhone {
  private static final String CONTACT = "<sip:1001@192.0.2.1:5062>";

  private static String credentials(SipResponse challenge, Draft request) {
    String value = challenge.header("WWW-Authenticate");
    return TestPhone.credentials(value, "1001", "secret-1001", request, 1);
  }

  /** What it hashed is the realm as we challenged with it; only the header folds its case. */
  @Test
  void aPhoneMayGiveTheRealmBackInAnotherCase() {
    var challenge = phone.ask(Draft.register(CONTACT));
    var again = Draft.register(CONTACT).cseq(2);
    String folded =
        credentials(challenge, again).replace("realm=\"a.example\"", "realm=\"A.EXAMPLE\"");

    assertThat(phone.ask(again.header("Authorization", folded)).status()).isEqualTo(200);
  }

  @Test
  void credentialsThatSomebodyHasSeenAreWorthNothing() throws Exception {
    var challenge = phone.ask(Draft.register(CONTACT));
    var again = Draft.register(CONTACT).cseq(2);
    String seen = credentials(challenge, again);
    assertThat(phone.ask(again.header("Authorization", seen)).status()).isEqualTo(200);

    try (var eavesdropper = node.phone()) {
      var replayed = Draft.register("<sip:1001@198.51.100.66>").cseq(3);
      var refused = eavesdropper.ask(replayed.header("Authorization", seen));

      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.header("WWW-Authenticate").toLowerCase(Locale.ROOT))
          .contains("stale=true");
    }
    var bindings = phone.ask(register(challenge));
    assertThat(bindings.contacts()).hasSize(1);
  }

  private static Draft register(SipResponse challenge) {
    var fetch = Draft.register().cseq(4);
    String value = challenge.header("WWW-Authenticate");
    return fetch.header(
        "Authorization", TestPhone.credentials(value, "1001", "secret-1001", fetch, 2));
  }

  /** A datagram's source can be forged, but who forges it does not see what is sent there. */
  @ParameterizedTest
  @ValueSource(strings = {"INVITE", "REGISTER"})
  void aNonceIsGoodOnlyFromWhereItWasSent(String method) throws Exception {
    var draft = method.equals("INVITE") ? Draft.invite("1002") : Draft.register(CONTACT);
    boolean invite = method.equals("INVITE");
    var forger = new SourceNetwork(0xc6336407L);
    String sent = node.challenges.challenge("a.example", DigestAlgorithm.MD5, false, forger);
    String credentials = TestPhone.credentials(sent, "1001", "secret-1001", draft, 1);
    var answer =
        phone.ask(draft.header(invite ? "Proxy-Authorization" : "Authorization", credentials));

    assertThat(answer.status()).isEqualTo(invite ? 407 : 401);
    assertThat(answer.header(invite ? "Proxy-Authenticate" : "WWW-Authenticate"))
        .containsIgnoringCase("stale=true");
    assertThat(node.meters.find("tandem.sip.transactions").tag("side", "server").gauge().value())
        .isZero();
    assertThat(node.told).isEmpty();
  }

  @Test
  void aPhoneThatHasMovedIsChallengedAgain() throws Exception {
    var challenge = phone.ask(Draft.register(CONTACT));
    try (var moved = new TestPhone(node.address(), InetAddress.getByName("127.0.9.1"))) {
      var again = Draft.register(CONTACT).cseq(2);
      var stale = moved.ask(again.header("Authorization", credentials(challenge, again)));
      assertThat(stale.header("WWW-Authenticate")).containsIgnoringCase("stale=true");

      var fresh = Draft.register(CONTACT).cseq(3);
      var accepted = moved.ask(fresh.header("Authorization", credentials(stale, fresh)));
      assertThat(accepted.status()).isEqualTo(200);
    }
  }

  /** Nobody can empty the bucket of a phone from elsewhere. */
  @Test
  void aWrongPasswordWithANonceOfSomebodyElseIsNotLookedAt() throws Exception {
    guardAgainstGuesses();
    var forger = new SourceNetwork(0xc6336407L);
    for (int guess = 0; guess < 3; guess++) {
      String sent = node.challenges.challenge("a.example", DigestAlgorithm.MD5, false, forger);
      assertThat(answer(sent, "wrong").status()).isEqualTo(401);
    }
    assertThat(node.count("tandem.sip.auth.failures", "reason", "password")).isZero();

    assertThat(answer(challenged(), "secret-1001").status()).isEqualTo(200);
  }

  @Test
  void withANonceThatNobodyIssuedNoPasswordIsRightOrWrong() throws Exception {
    guardAgainstGuesses();
    for (String password : List.of("wrong", "wrong", "wrong", "secret-1001")) {
      var refused = answer("realm=\"a.example\", nonce=\"made up\"", password);
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.header("WWW-Authenticate")).containsIgnoringCase("stale=true");
    }
    assertThat(node.count("tandem.sip.auth.failures", "reason", "password")).isZero();

    assertThat(answer(challenged(), "secret-1001").status()).isEqualTo(200);
  }

  private void guardAgainstGuesses() throws Exception {
    startInstead(new EdgeFixture(EdgeFixture.guesses(2, 1_000)));
  }

  private String challenged() {
    return phone.ask(Draft.register(CONTACT)).header("WWW-Authenticate");
  }

  private SipResponse answer(String challenge, String password) {
    var draft = Draft.register(CONTACT).cseq(2);
    String credentials = TestPhone.credentials(challenge, "1001", password, draft, 1);
    return phone.ask(draft.header("Authorization", credentials));
  }

  /** §22.1: neither can be sent a second time. */
  @Test
  void anAckAndACancelAreNeverChallenged() {
    phone.send(Draft.of("ACK").uri("sip:1002@a.example").to("sip:1002@a.example"));
    phone.send(Draft.of("ACK").uri("sip:1002@a.example").toTag("unknown"));
    assertThat(phone.ask(Draft.of("CANCEL").uri("sip:1002@a.example")).status()).isEqualTo(481);
    var options = Draft.of("OPTIONS").callId("after-the-acks");
    phone.send(options);

    var next = (SipResponse) phone.receive();

    assertThat(next.method()).as("nothing was said to an ACK").isEqualTo("OPTIONS");
    assertThat(node.count("tandem.sip.requests", "method", "ACK", "result", "challenged")).isZero();
  }
}
