package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tandem.call.CallEntity;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the edge keeps of, and says to, those who have proved nothing (RFC 3261 §8.2.7). */
class StrangersTest extends EdgeAndPhone {
  @ParameterizedTest
  @ValueSource(strings = {"INVITE", "REGISTER", "OPTIONS", "SUBSCRIBE", "MESSAGE"})
  void nothingIsKeptOfThem(String method) {
    var draft = Draft.of(method).header("Contact", "<sip:1001@127.0.0.1:5062>");
    var answer = phone.ask(draft);

    assertThat(answer.toTag()).hasSize(13);
    assertThat(transactions()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"INVITE", "REGISTER", "OPTIONS", "SUBSCRIBE", "BYE"})
  void anAnswerToThemHasAtMostTwiceTheirBytes(String method) {
    String request = Draft.of(method).print("127.0.0.1:" + phone.port());
    phone.sendText(request);
    SipMessage answer = phone.receive();

    assertThat(answer.encode().length)
        .isLessThanOrEqualTo(2 * request.getBytes(StandardCharsets.UTF_8).length);
  }

  /** A client that hears the first answer late hears nothing new with the second. */
  @ParameterizedTest
  @ValueSource(strings = {"INVITE", "REGISTER"})
  void aRequestThatComesAgainIsAnsweredWithTheSameWords(String method) {
    String request = Draft.of(method).print("127.0.0.1:" + phone.port());
    phone.sendText(request);
    var first = phone.receive();
    phone.sendText(request);

    assertThat(phone.receive().encode()).isEqualTo(first.encode());
  }

  @Test
  void theAckOfAChallengeIsNobodysConcern() {
    phone.send(Draft.invite("1002").branch("z9hG4bK-acked").callId("acked"));
    String tag = phone.receiveFinal("INVITE").toTag();
    var ack = Draft.of("ACK").uri("sip:1002@a.example").to("sip:1002@a.example").toTag(tag);
    phone.send(ack.branch("z9hG4bK-acked").callId("acked"));
    phone.ask(Draft.of("OPTIONS").branch("z9hG4bK-acked"));

    assertThat(node.count("tandem.sip.stray.acks")).isZero();
  }

  @Test
  void theTagOfAChallengeIsNoDialog() {
    String tag = phone.ask(Draft.invite("1002").callId("challenged")).toTag();
    var bye = Draft.of("BYE").callId("challenged").toTag(tag).cseq(2);

    assertThat(phone.ask(bye).status()).isEqualTo(481);
    assertThat(node.told).isEmpty();
  }

  @Test
  void anInviteThatComesAgainWithItsDigestIsOneCall() throws Exception {
    var challenge = phone.ask(Draft.invite("1002"));
    String invite =
        TestPhone.authorized(Draft.invite("1002").cseq(2), challenge, "1001", "secret-1001")
            .print("127.0.0.1:" + phone.port());
    phone.sendText(invite);
    phone.sendText(invite);

    assertThat(node.nextTold().command()).isInstanceOf(CallEntity.Start.class);
    assertThat(((SipResponse) phone.receive()).status()).isEqualTo(100);
    assertThat(((SipResponse) phone.receive()).status()).as("said again").isEqualTo(100);
    assertThat(node.told).isEmpty();
    assertThat(node.records).isEmpty();
  }

  @Test
  void aRefusalOfAKnownCallerIsSaidAgainAndRecordedOnce() {
    var challenge = phone.ask(Draft.invite("1002"));
    String invite =
        TestPhone.authorized(Draft.invite("1009").cseq(2), challenge, "1001", "secret-1001")
            .print("127.0.0.1:" + phone.port());
    phone.sendText(invite);
    assertThat(phone.receiveFinal("INVITE").status()).isEqualTo(404);
    phone.sendText(invite);
    assertThat(phone.receiveFinal("INVITE").status()).isEqualTo(404);

    assertThat(node.records).hasSize(1);
  }

  @Test
  void whileATenantIsReadWhatComesAgainWaitsOnce() {
    node.directory.loaded.clear();
    node.directory.gate = new CompletableFuture<>();
    var invite = Draft.invite("1002");
    phone.send(invite);
    phone.send(invite);
    await().until(() -> node.count("tandem.sip.retransmissions.absorbed") == 1);

    node.directory.gate.complete(null);

    assertThat(phone.receiveFinal("INVITE").status()).isEqualTo(407);
    var next = phone.ask(Draft.of("OPTIONS").callId("after"));
    assertThat(next.method()).as("nothing was said twice").isEqualTo("OPTIONS");
    await().until(() -> transactions() == 0);
  }

  @Test
  void whileATenantIsReadItsCallerMayCancel() {
    node.directory.loaded.clear();
    node.directory.gate = new CompletableFuture<>();
    phone.send(Draft.invite("1002").branch("z9hG4bK-waits").callId("waits"));
    await().until(() -> transactions() == 1);

    phone.send(
        Draft.of("CANCEL")
            .uri("sip:1002@a.example")
            .to("sip:1002@a.example")
            .branch("z9hG4bK-waits")
            .callId("waits"));

    assertThat(phone.receiveFinal("CANCEL").status()).isEqualTo(200);
    assertThat(phone.receiveFinal("INVITE").status()).isEqualTo(487);
    assertThat(transactions()).isZero();
    assertThat(node.records).isEmpty();
    node.directory.gate.complete(null);
  }

  private double transactions() {
    return node.meters.find("tandem.sip.transactions").tag("side", "server").gauge().value();
  }
}
