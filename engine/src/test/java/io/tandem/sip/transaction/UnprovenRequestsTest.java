package io.tandem.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.net.TimerWheel;
import io.tandem.sip.message.MessageScan;
import io.tandem.sip.message.ParseResult;
import io.tandem.sip.message.SipParser;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.ListenerSettings;
import io.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of requests whose sender has proved nothing, and when they begin a transaction. */
class UnprovenRequestsTest {
  private static final long MILLI = 1_000_000;
  private static final Flow UDP =
      new Flow(TestStack.NODE, "udp", Transport.UDP, new InetSocketAddress("127.0.0.1", 5062), 0);

  private final TimerWheel wheel = new TimerWheel(Duration.ofMillis(1), 0);
  private final FakeSender sender = new FakeSender(() -> wheel.now() / MILLI);
  private final RecordingUser user = new RecordingUser();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final MergedRequests merged = new MergedRequests();
  private final AtomicInteger unproven = new AtomicInteger();
  private final ServerTransactions servers = servers();

  private ServerTransactions servers() {
    var listener =
        ListenerSettings.of(Transport.UDP, new InetSocketAddress("127.0.0.1", 5060), "a.example");
    var settings =
        new SipStackSettings(
            SipStackSettings.of(List.of(listener)).transport(),
            SipStackSettings.of(List.of(listener)).messages(),
            TimerSettings.standard(),
            3,
            1,
            2,
            2,
            100,
            Duration.ofSeconds(5),
            100);
    var environment =
        new LoopEnvironment(
            TestStack.NODE, 0, settings, wheel, sender, user, new TransactionMetrics(meters));
    return new ServerTransactions(environment, merged, new ServerShares(settings, unproven));
  }

  @BeforeEach
  void strangers() {
    user.onArrival = transaction -> {};
    user.answering(407);
  }

  @AfterEach
  void nothingIsLeft() {
    passTo(100_000);
    assertThat(wheel.size()).as("timers").isZero();
    assertThat(merged.size()).as("requests remembered for merging").isZero();
    assertThat(unproven).as("requests held").hasValue(0);
    assertThat(kept()).as("transactions").isZero();
  }

  @Test
  void aRefusalIsSaidOnceAndForgotten() {
    receive("INVITE", "z9hG4bK-1", null);
    assertThat(kept()).isZero();
    passTo(40_000);
    assertThat(sent()).containsExactly("407");
  }

  @Test
  void itsRetransmissionIsAnsweredWithTheSameTag() {
    receive("INVITE", "z9hG4bK-1", null);
    receive("INVITE", "z9hG4bK-1", null);
    assertThat(sent()).containsExactly("407", "407");
    assertThat(tag(0)).isEqualTo(tag(1)).hasSize(13);
    assertThat(user.requests).as("said again in the same words").hasSize(1);
  }

  @Test
  void theAckOfARefusalEndsHere() {
    receive("INVITE", "z9hG4bK-1", null);
    user.log.clear();
    receive("ACK", "z9hG4bK-1", tag(0));
    assertThat(user.log).isEmpty();
  }

  /** The tag of one request is no tag of another, and nobody can compute it. */
  @Test
  void anAckWithATagThatIsNotItsOwnIsTheUsers() {
    receive("INVITE", "z9hG4bK-1", null);
    user.log.clear();
    receive("ACK", "z9hG4bK-2", tag(0));
    receive("ACK", "z9hG4bK-1", "0123456789abc");
    assertThat(user.log).hasSize(2).allSatisfy(noted -> assertThat(noted).startsWith("ack"));
  }

  @Test
  void aCancelOfWhatWasRefusedFindsNothing() {
    receive("INVITE", "z9hG4bK-1", null);
    receive("CANCEL", "z9hG4bK-1", null);
    assertThat(sent()).containsExactly("407", "481");
  }

  @Test
  void aProvisionalResponseIsNotForStrangers() {
    user.answering(100);
    receive("INVITE", "z9hG4bK-1", null);
    assertThat(sent()).isEmpty();
  }

  @Test
  void whatIsHeldIsDeliveredOnceAndAnsweredOnce() {
    user.onRequest = transaction -> assertThat(transaction.hold()).isTrue();
    receive("INVITE", "z9hG4bK-1", null);
    receive("INVITE", "z9hG4bK-1", null);
    assertThat(user.requests).hasSize(1);
    assertThat(sent()).isEmpty();

    respond(user.requests.get(0).ref(), 407);
    passTo(40_000);
    assertThat(sent()).containsExactly("407");
  }

  @Test
  void whatIsHeldMayBegin() {
    user.onRequest = ServerTransaction::hold;
    receive("INVITE", "z9hG4bK-1", null);
    servers.with(
        user.requests.get(0).ref().key(),
        same -> {
          same.beginFor("tenant");
          same.respond(SipResponse.to(same.request(), 486).build());
        });
    assertThat(unproven).hasValue(0);
    receive("INVITE", "z9hG4bK-1", null);
    receive("ACK", "z9hG4bK-1", tag(0));
    assertThat(sent()).containsExactly("486", "486");
    assertThat(user.requests).hasSize(1);
  }

  @Test
  void whatIsHeldMayBeCancelled() {
    user.onRequest = ServerTransaction::hold;
    user.onCancel = held -> held.respond(SipResponse.to(held.request(), 487).build());
    receive("INVITE", "z9hG4bK-1", null);
    receive("CANCEL", "z9hG4bK-1", null);
    assertThat(sent()).containsExactly("200", "487");
    assertThat(kept()).isZero();
  }

  @Test
  void tooManyThatAreHeldAreDropped() {
    user.onRequest = ServerTransaction::hold;
    for (int i = 0; i < 5; i++) {
      receive("REGISTER", "z9hG4bK-" + i, null);
    }
    assertThat(kept()).isEqualTo(2);
    assertThat(dropped("unproven")).isEqualTo(3);
    user.requests.subList(0, 2).forEach(held -> respond(held.ref(), 401));
    assertThat(sent()).containsExactly("401", "401");

    receive("REGISTER", "z9hG4bK-5", null);
    assertThat(kept()).isEqualTo(1);
    servers.close();
  }

  @Test
  void onceBegunARequestIsAnsweredOnceAndRepeated() {
    user.onArrival = transaction -> transaction.beginFor("tenant");
    user.answering(200);
    receive("REGISTER", "z9hG4bK-1", null);
    receive("REGISTER", "z9hG4bK-1", null);
    assertThat(user.requests).hasSize(1);
    assertThat(sent()).containsExactly("200", "200");
  }

  @Test
  void atTheLimitDialogsAreServedAndNobodyElse() {
    user.onArrival = transaction -> transaction.beginFor(transaction.ref());
    user.onRequest = transaction -> {};
    receive("INVITE", "z9hG4bK-1", null);
    receive("INVITE", "z9hG4bK-2", null);
    receive("INVITE", "z9hG4bK-3", null);
    receive("REGISTER", "z9hG4bK-4", null);
    assertThat(sent()).containsExactly("503");

    user.onArrival = transaction -> assertThat(transaction.beginIn("call")).isTrue();
    user.answering(200);
    receive("BYE", "z9hG4bK-5", "ours");
    assertThat(sent()).containsExactly("503", "200");
    servers.close();
  }

  @Test
  void aCallHasItsShareOfTransactionsAndTakesNoOthers() {
    user.onArrival = transaction -> {};
    user.onRequest =
        transaction -> {
          if (!transaction.beginIn("call " + transaction.request().header("X-Call"))) {
            transaction.respond(SipResponse.to(transaction.request(), 503).build());
          }
        };
    for (int i = 0; i < 4; i++) {
      receive("INFO", "z9hG4bK-" + i, "ours", "X-Call: one");
    }
    receive("BYE", "z9hG4bK-5", "ours", "X-Call: other");
    assertThat(sent()).containsExactly("503", "503");

    respond(user.requests.get(0).ref(), 200);
    receive("INFO", "z9hG4bK-6", "ours", "X-Call: one");
    assertThat(sent()).containsExactly("503", "503", "200");
  }

  @Test
  void allCallsTogetherHaveAsMuchAsThereIsOutsideOfDialogs() {
    user.onRequest =
        transaction -> refuseWithoutRoom(transaction, transaction.beginIn(transaction.ref()));
    receive("INFO", "z9hG4bK-1", "ours");
    receive("INFO", "z9hG4bK-2", "ours");
    receive("INFO", "z9hG4bK-3", "ours");
    assertThat(sent()).isEmpty();
    receive("INFO", "z9hG4bK-4", "ours");
    assertThat(sent()).containsExactly("503");

    respond(user.requests.get(0).ref(), 200);
    receive("INFO", "z9hG4bK-5", "ours");
    assertThat(sent()).containsExactly("503", "200");
  }

  @Test
  void aTenantHasItsShareAndLeavesTheOthersTheirs() {
    user.onRequest =
        transaction ->
            refuseWithoutRoom(
                transaction, transaction.beginFor(transaction.request().header("X-Tenant")));
    receive("INVITE", "z9hG4bK-1", null, "X-Tenant: one");
    receive("INVITE", "z9hG4bK-2", null, "X-Tenant: one");
    assertThat(sent()).containsExactly("503");
    receive("INVITE", "z9hG4bK-3", null, "X-Tenant: other");
    assertThat(sent()).containsExactly("503");
    assertThat(kept()).isEqualTo(2);

    servers.close();
    receive("INVITE", "z9hG4bK-4", null, "X-Tenant: one");
    assertThat(sent()).as("a share is given back").containsExactly("503");
    servers.close();
  }

  private static void refuseWithoutRoom(ServerTransaction transaction, boolean begun) {
    if (!begun) {
      transaction.respond(SipResponse.to(transaction.request(), 503).build());
    }
  }

  /** Who has a token of a call that is over gains nothing by it at a forged source. */
  @ParameterizedTest
  @ValueSource(strings = {"INVITE", "BYE"})
  void whatACallDoesNotKnowIsAnsweredWithoutState(String method) {
    user.onArrival = transaction -> assertThat(transaction.beginIn("call")).isTrue();
    user.answering(481);
    receive(method, "z9hG4bK-1", "ours");
    assertThat(kept()).isZero();
    passTo(40_000);
    assertThat(sent()).containsExactly("481");
  }

  @Test
  void whatACallRefusesAtOnceIsSaidAgainOnlyWhenItIsAskedAgain() {
    user.onArrival = transaction -> assertThat(transaction.beginIn("call")).isTrue();
    user.answering(491);
    receive("INVITE", "z9hG4bK-1", "ours");
    receive("INVITE", "z9hG4bK-1", "ours");
    assertThat(user.requests).hasSize(1);
    passTo(31_000);
    assertThat(sent()).containsExactly("491", "491");
  }

  @Test
  void withThe100BeforeItARefusalHasAtMostTwiceTheBytes() {
    user.onArrival = transaction -> assertThat(transaction.beginIn("call")).isTrue();
    user.onRequest = transaction -> {};
    int size = receive("INVITE", "z9hG4bK-1", "ours");
    passTo(1_000);
    respond(user.requests.get(0).ref(), 481);
    passTo(40_000);
    assertThat(sent()).startsWith("100");
    assertThat(sender.sent.stream().mapToInt(answer -> answer.text().length()).sum())
        .isLessThanOrEqualTo(2 * size);
    assertThat(kept()).isZero();
  }

  /** Once it has been told to wait, a client does not ask again: the refusal has to reach it. */
  @Test
  void whatACallHasTakenAndRefusesLaterIsRepeated() {
    user.onArrival = transaction -> assertThat(transaction.beginIn("call")).isTrue();
    user.onRequest = transaction -> {};
    receive("INVITE", "z9hG4bK-1", "ours");
    passTo(1_000);
    respond(user.requests.get(0).ref(), 488);
    passTo(2_000);
    receive("ACK", "z9hG4bK-1", "ours");
    assertThat(sent()).containsExactly("100", "488", "488");
  }

  /** Whoever forges a source must not gain by our answer. */
  @ParameterizedTest
  @ValueSource(ints = {0, 20, 60, 200, 400, 3_000})
  void noAnswerIsMoreThanTwiceAsLongAsItsRequest(int more) {
    user.onRequest =
        transaction ->
            transaction.respond(
                SipResponse.to(transaction.request(), 407)
                    .header("Proxy-Authenticate", "Digest " + "x".repeat(200))
                    .header("Proxy-Authenticate", "Digest " + "y".repeat(200))
                    .header("Allow", "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, REGISTER")
                    .build());
    int size = receive("INVITE", "z9hG4bK-1", null, "X-More: " + "z".repeat(more));
    assertThat(sender.sent.size() + dropped("too-short")).isEqualTo(1);
    assertThat(sender.sent)
        .allSatisfy(
            answer -> {
              assertThat(answer.text().length()).isLessThanOrEqualTo(2 * size);
              assertThat(answer.text()).contains("Digest yyy");
            });
  }

  private int receive(String method, String branch, String toTag, String... more) {
    String text = WireText.request(method, "127.0.0.1:5062", branch, toTag, more);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    String key = ServerKey.of(MessageScan.of(bytes), method);
    if (!servers.absorb(key, method, UDP, bytes.length)) {
      var parsed = (ParseResult.Message) new SipParser().datagram(bytes);
      servers.request(key, (SipRequest) parsed.message(), UDP, bytes.length);
    }
    return bytes.length;
  }

  private void respond(TransactionRef ref, int status) {
    servers.with(ref.key(), tx -> tx.respond(SipResponse.to(tx.request(), status).build()));
  }

  private List<String> sent() {
    return sender.sent.stream().map(FakeSender.Sent::what).toList();
  }

  private String tag(int sent) {
    String to = WireText.header(sender.sent.get(sent).text(), "To");
    return to.substring(to.indexOf(";tag=") + 5);
  }

  private double kept() {
    return meters.find("tandem.sip.transactions").tag("side", "server").gauge().value();
  }

  private double dropped(String reason) {
    return meters.find("tandem.sip.dropped").tag("reason", reason).counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  private void passTo(long millis) {
    for (long now = wheel.now() / MILLI; now <= millis; now++) {
      wheel.advance(now * MILLI);
    }
  }
}
