package io.tandem.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.net.TimerWheel;
import io.tandem.sip.message.MessageScan;
import io.tandem.sip.message.NameAddress;
import io.tandem.sip.message.ParseResult;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipParser;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.ListenerSettings;
import io.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Both sides with the RFC's own times, on a wheel that the test turns: 1 ms a tick. */
class TransactionTimingTest {
  private static final long MILLI = 1_000_000;
  private static final Flow UDP =
      new Flow(TestStack.NODE, "udp", Transport.UDP, new InetSocketAddress("127.0.0.1", 5062), 0);
  private static final Flow TCP =
      new Flow(TestStack.NODE, "tcp", Transport.TCP, new InetSocketAddress("127.0.0.1", 5062), 7);

  private final TimerWheel wheel = new TimerWheel(Duration.ofMillis(1), 0);
  private final FakeSender sender = new FakeSender(() -> wheel.now() / MILLI);
  private final RecordingUser user = new RecordingUser();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Queue<Runnable> later = new ArrayDeque<>();
  private final MergedRequests merged = new MergedRequests();
  private final LoopEnvironment environment =
      new LoopEnvironment(
          TestStack.NODE,
          0,
          SipStackSettings.of(
              List.of(
                  ListenerSettings.of(
                      Transport.UDP, new InetSocketAddress("127.0.0.1", 5060), "a.example"))),
          wheel,
          sender,
          user,
          new TransactionMetrics(meters));
  private final ClientTransactions clients =
      new ClientTransactions(environment, new SecureRandom(), later::add);
  private final AtomicInteger unproven = new AtomicInteger();
  private final ServerTransactions servers =
      new ServerTransactions(
          environment, merged, new ServerShares(environment.settings(), unproven));

  @AfterEach
  void nothingIsLeft() {
    passTo(100_000);
    assertThat(wheel.size()).as("timers").isZero();
    assertThat(merged.size()).as("requests remembered for merging").isZero();
    assertThat(meters.find("tandem.sip.transactions").gauges())
        .allSatisfy(gauge -> assertThat(gauge.value()).isZero());
  }

  @Test
  void anUnansweredInviteDoublesItsPauseAndEndsAt64T1() {
    clients.send(outgoing("INVITE"), UDP, user);
    passTo(40_000);
    assertRoughly(
        "INVITE@0 INVITE@500 INVITE@1500 INVITE@3500 INVITE@7500 INVITE@15500 INVITE@31500");
    assertThat(user.log).containsExactly("timeout");
  }

  @Test
  void anUnansweredRequestSlowsDownToT2() {
    clients.send(outgoing("OPTIONS"), UDP, user);
    passTo(40_000);
    assertRoughly(
        "OPTIONS@0 OPTIONS@500 OPTIONS@1500 OPTIONS@3500 OPTIONS@7500 OPTIONS@11500"
            + " OPTIONS@15500 OPTIONS@19500 OPTIONS@23500 OPTIONS@27500 OPTIONS@31500");
    assertThat(user.log).containsExactly("timeout");
  }

  @Test
  void aProvisionalResponseSlowsOtherRequestsToT2AtOnce() {
    clients.send(outgoing("OPTIONS"), UDP, user);
    passTo(100);
    answerTo(0, 100);
    passTo(9_000);
    assertRoughly("OPTIONS@0 OPTIONS@500 OPTIONS@4500 OPTIONS@8500");
    answerTo(0, 200);
    passTo(13_000);
    assertThat(sender.sent).hasSize(4);
    assertThat(user.log).containsExactly("response 100", "response 200");
  }

  @Test
  void aRingingInviteWaitsForLongUnlessItIsCancelled() {
    UacTransaction invite = clients.send(outgoing("INVITE"), UDP, user);
    answerTo(0, 180);
    passTo(30_000);
    assertRoughly("INVITE@0");

    invite.cancel(Map.of());
    assertThat(sender.sent.get(1).what()).isEqualTo("CANCEL");
    answerTo(1, 200);
    passTo(30_000 + 31_900);
    assertThat(user.log).containsExactly("response 180");
    passTo(30_000 + 32_100);
    assertThat(user.log).containsExactly("response 180", "timeout");
  }

  @Test
  void aRingingInviteThatItsUserLosesIsGivenUpAfterAnHour() {
    clients.send(outgoing("INVITE"), UDP, user);
    answerTo(0, 180);
    passTo(3_599_000);
    assertThat(user.log).containsExactly("response 180");
    passTo(3_601_000);
    assertThat(user.log).containsExactly("response 180", "timeout");
  }

  @Test
  void onReliableTransportNothingIsRepeatedAndNothingLingersAfterAFailure() {
    clients.send(outgoing("INVITE"), TCP, user);
    clients.send(outgoing("OPTIONS"), TCP, user);
    passTo(31_000);
    assertRoughly("INVITE@0 OPTIONS@0");
    answerTo(0, 486);
    answerTo(1, 200);
    assertThat(sender.sent.get(2).what()).isEqualTo("ACK");
    assertThat(wheel.size()).isZero();
    assertThat(user.log).containsExactly("response 486", "response 200");
  }

  @Test
  void aRequestThatCannotBeSentFailsLaterNotWithinTheCall() {
    sender.failing = true;
    clients.send(outgoing("INVITE"), TCP, user);
    assertThat(user.log).isEmpty();
    later.remove().run();
    assertThat(user.log).containsExactly("transport error: broken");
  }

  @Test
  void ourFailureIsRepeatedUpToT2UntilTimerH() {
    user.answering(486);
    receive("INVITE", "z9hG4bK-a", null, UDP);
    passTo(40_000);
    assertRoughly(
        "486@0 486@500 486@1500 486@3500 486@7500 486@11500 486@15500 486@19500 486@23500"
            + " 486@27500 486@31500");
  }

  @Test
  void anAckStopsOurFailureAndALateCopyOfItIsAbsorbed() {
    user.answering(486);
    receive("INVITE", "z9hG4bK-b", null, UDP);
    receive("ACK", "z9hG4bK-b", "x", UDP);
    receive("ACK", "z9hG4bK-b", "x", UDP);
    passTo(4_900);
    assertThat(wheel.size()).as("timer I").isEqualTo(1);
    passTo(5_100);
    assertThat(wheel.size()).isZero();
    assertRoughly("486@0");
    assertThat(user.log).hasSize(1);
  }

  @Test
  void theLayerSays100After200msUnlessTheUserWasFaster() {
    receive("INVITE", "z9hG4bK-slow", null, UDP);
    passTo(1_000);
    assertRoughly("100@200");
    answer("z9hG4bK-slow", 486);
    sender.sent.clear();
    receive("ACK", "z9hG4bK-slow", "x", UDP);

    user.answering(180);
    receive("INVITE", "z9hG4bK-fast", null, TCP);
    passTo(2_000);
    assertRoughly("180@1000");
    receive("INVITE", "z9hG4bK-fast", null, TCP);
    assertRoughly("180@1000 180@2000");
    answer("z9hG4bK-fast", 487);
  }

  @Test
  void a2xxIsTheUsersToRepeatAndKeepsAbsorbingTheInviteFor64T1() {
    user.answering(200);
    receive("INVITE", "z9hG4bK-c", null, UDP);
    passTo(1_000);
    receive("INVITE", "z9hG4bK-c", null, UDP);
    answer("z9hG4bK-c", 200);
    passTo(31_900);
    assertRoughly("200@0 200@1000");
    assertThat(wheel.size()).isEqualTo(1);
    passTo(32_100);
    assertThat(wheel.size()).isZero();
    assertThat(user.requests).hasSize(1);
  }

  @Test
  void aRequestThatTheUserForgetsIsGivenUpWithoutAResponse() {
    receive("OPTIONS", "z9hG4bK-d", null, UDP);
    passTo(33_000);
    assertThat(sender.sent).isEmpty();
    assertThat(meters.get("tandem.sip.dropped").tag("reason", "unanswered").counter().count())
        .isEqualTo(1);
  }

  @Test
  void anInviteThatTheUserLosesIsGivenUpAfterAnHour() {
    receive("INVITE", "z9hG4bKlost", null, UDP);
    passTo(3_599_000);
    assertThat(merged.size()).isOne();
    passTo(3_601_000);
    assertThat(merged.size()).isZero();
  }

  @Test
  void anExceptionOfTheUserIsA500() {
    user.onRequest =
        tx -> {
          throw new IllegalStateException("fault injected by the test");
        };
    receive("OPTIONS", "z9hG4bK-e", null, UDP);
    assertRoughly("500@0");
  }

  private void passTo(long millis) {
    for (long now = wheel.now() / MILLI; now <= millis; now++) {
      wheel.advance(now * MILLI);
    }
  }

  /** Times may be late by the wheel's tick. */
  private void assertRoughly(String expected) {
    StringBuilder rounded = new StringBuilder();
    for (FakeSender.Sent message : sender.sent) {
      rounded.append(rounded.length() == 0 ? "" : " ").append(message.what());
      rounded.append('@').append(message.millis() / 10 * 10);
    }
    assertThat(rounded).hasToString(expected);
  }

  private void receive(String method, String branch, String toTag, Flow flow) {
    String text =
        WireText.requestOver(flow.transport().name(), method, "127.0.0.1:5062", branch, toTag);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    String key = ServerKey.of(MessageScan.of(bytes), method);
    if (!servers.absorb(key, method, flow, text.length())) {
      servers.request(key, (SipRequest) parse(text), flow, text.length());
    }
  }

  private void answer(String branch, int status) {
    servers.with(
        "INVITE " + branch + " 127.0.0.1:5062",
        tx -> tx.respond(SipResponse.to(tx.request(), status).build()));
  }

  private void answerTo(int sent, int status) {
    String text = WireText.response(sender.sent.get(sent).text(), status, "peer");
    clients.response((SipResponse) parse(text), UDP);
  }

  private static SipMessage parse(String text) {
    ParseResult result = new SipParser().datagram(text.getBytes(StandardCharsets.UTF_8));
    assertThat(result).isInstanceOf(ParseResult.Message.class);
    return ((ParseResult.Message) result).message();
  }

  private static SipRequest outgoing(String method) {
    return SipRequest.builder(method, "sip:1002@tandem.example")
        .callId("call-out@tandem")
        .cseq(1)
        .from(NameAddress.parse("<sip:1001@tandem.example>;tag=ours"))
        .to(NameAddress.parse("<sip:1002@tandem.example>"))
        .build();
  }
}
