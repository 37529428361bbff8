package io.tandem.node.system;

import static io.tandem.node.system.RawSip.header;
import static io.tandem.node.system.Talk.SOON;
import static io.tandem.node.system.Talk.await;
import static io.tandem.node.system.Talk.expect;
import static io.tandem.node.system.Talk.received;
import static io.tandem.node.system.Talk.wire;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.node.Lane;
import io.tandem.node.TestNode;
import io.tandem.phone.Phone;
import io.tandem.phone.PhoneCall;
import io.tandem.phone.model.CallOptions;
import io.tandem.phone.model.CallState;
import io.tandem.phone.model.SipRecord;
import io.tandem.sip.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers, broken devices and odd networks put on the wire of a whole node. */
@ExtendWith(NodeAtRest.class)
@ResourceLock(Lane.SHARED_NODE)
class WireIT {
  private static final TestNode NODE = TestNode.shared();
  private static final Pattern AUDIO = Pattern.compile("m=audio (\\d+) ");
  private static final long STRANGE_SSRC = 0x0BADBAD;

  /** Ten streams at once, but no burst: that overruns a socket, and its packets are nobody's. */
  private static final Duration PACE = Duration.ofMillis(2);

  private TestTenant tenant;
  private Phone alice;
  private Phone bob;

  @BeforeEach
  void register() {
    tenant = TestTenant.create(NODE);
    alice = tenant.registered("1001");
    bob = tenant.registered("1802");
  }

  /** Whatever came, the node still serves strangers and phones. */
  @AfterEach
  void stillServes() throws IOException {
    try (var prober = new RawSip.Udp(NODE.sip(Transport.UDP))) {
      assertThat(prober.ask(RawSip.options("UDP", prober.port()))).startsWith("SIP/2.0 200 ");
    }
    assertThat(RawSip.askOverTcp(NODE.sip(Transport.TCP), RawSip.options("TCP", 5060)))
        .startsWith("SIP/2.0 200 ");
    Talk.between(alice, bob).audible().end();
    tenant.close();
  }

  @Test
  void whatIsNoSipAtAllInDatagrams() throws IOException {
    var random = new Random(1);
    try (var stranger = new RawSip.Udp(NODE.sip(Transport.UDP))) {
      for (int size : new int[] {0, 1, 4, 100, 1_500, 60_000}) {
        var bytes = new byte[size];
        random.nextBytes(bytes);
        stranger.send(bytes);
      }
      stranger.send("GET / HTTP/1.1\r\nHost: tandem.example\r\n\r\n");
      stranger.send("INVITE sip:1802@" + tenant.domain() + " SIP/2.0\r\n");
      String options = RawSip.options("UDP", stranger.port());
      for (int length = 1; length < options.length(); length += 7) {
        stranger.send(options.substring(0, length));
      }
      assertThat(stranger.ask(RawSip.options("UDP", stranger.port()))).startsWith("SIP/2.0 200 ");
    }
  }

  /** RFC 3261 §18.3: what a datagram has beyond the length is ignored, too little is an error. */
  @ParameterizedTest
  @CsvSource({"4, 200", "12, 400", "-7, 400", "99999999999, 400", "x, 400"})
  void aDatagramWhoseLengthIsWrong(String length, int status) throws IOException {
    try (var stranger = new RawSip.Udp(NODE.sip(Transport.UDP))) {
      String options =
          RawSip.options("UDP", stranger.port())
                  .replace(
                      "Content-Length: 0", "Content-Type: text/plain\r\nContent-Length: " + length)
              + "0123456789";

      assertThat(stranger.ask(options)).startsWith("SIP/2.0 " + status + " ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: tandem.example\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001",
        "OPTIONS sip:1802@stranger.example SIP/2.0\r\nVia: SIP/2.0/TCP 127.",
        "hello"
      })
  void aConnectionThatBringsNoWholeMessageIsClosed(String text) throws IOException {
    assertThat(RawSip.untilClosed(NODE.sip(Transport.TCP), text)).doesNotContain(" 200 ");
  }

  /** Too little and the rest is no message; too much and it never comes. */
  @ParameterizedTest
  @CsvSource({"4, SIP/2.0 200", "12, ''", "-7, SIP/2.0 400", "99999999999, SIP/2.0"})
  void aConnectionWhoseLengthIsWrongIsClosed(String length, String answer) throws IOException {
    String options =
        RawSip.options("TCP", 5060)
                .replace(
                    "Content-Length: 0", "Content-Type: text/plain\r\nContent-Length: " + length)
            + "0123456789";

    String received = RawSip.untilClosed(NODE.sip(Transport.TCP), options);

    assertThat(received).startsWith(answer);
    assertThat(received.isEmpty()).isEqualTo(answer.isEmpty());
  }

  /** Its ACK is the dialog's, not the transaction's: a phone may send it by another way. */
  @Test
  void theAckOfA2xxMayComeFromAnotherAddress() throws IOException {
    Talk talk = Talk.between(alice, bob, CallOptions.DEFAULT.withAckAfter(null));
    try (var elsewhere = new RawSip.Udp(NODE.sip(Transport.UDP))) {
      elsewhere.send(ackOf(received(talk.caller(), "SIP/2.0 200").get(0).text()));
      talk.audible();
      expect(200, talk.callee().hangUp());

      // Without it the BYE would wait for 64 times T1, 6.4 s.
      talk.caller().awaitEnd(Duration.ofSeconds(4));
    }
  }

  private static String ackOf(String ok) {
    String contact = header(ok, "Contact");
    return """
        ACK %s SIP/2.0\r
        Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK-elsewhere\r
        Max-Forwards: 70\r
        From: %s\r
        To: %s\r
        Call-ID: %s\r
        CSeq: %s\r
        Content-Length: 0\r
        \r
        """
        .formatted(
            contact.substring(contact.indexOf('<') + 1, contact.indexOf('>')),
            header(ok, "From"),
            header(ok, "To"),
            header(ok, "Call-ID"),
            header(ok, "CSeq").replace("INVITE", "ACK"));
  }

  @Test
  void anAckAndACancelAreNeverChallenged() throws IOException {
    PhoneCall call = alice.call("1802");
    await(bob.awaitIncoming(SOON).ring());
    call.await(CallState.RINGING, SOON);
    assertThat(expect(200, call.cancel()).attempts()).isEqualTo(1);
    assertThat(call.awaitEnd(SOON).status()).isEqualTo(487);
    assertThat(wire(call))
        .filteredOn(message -> message.status() == 401 || message.status() == 407)
        .extracting(SipRecord::method)
        .containsExactly("INVITE");

    try (var stranger = new RawSip.Udp(NODE.sip(Transport.UDP))) {
      stranger.send(RawSip.request("ACK", "UDP", stranger.port()));
      stranger.send(RawSip.request("CANCEL", "UDP", stranger.port()));
      assertThat(stranger.receive()).startsWith("SIP/2.0 481 ").contains("CSeq: 1 CANCEL");
    }
  }

  @Test
  void rtpOfStrangersReachesNobodyAndTurnsNoStreamAway() throws IOException {
    Talk talk = Talk.between(alice, bob).audible();
    await(talk.caller().resetMedia());
    await(talk.callee().resetMedia());
    try (var aloud = new RawSip.Udp(mediaIn(received(talk.caller(), "SIP/2.0 200").get(0)));
        var other = new RawSip.Udp(mediaIn(received(talk.callee(), "INVITE").get(0)))) {
      var sequences = IntStream.range(0, 200).iterator();
      Awaitility.await()
          .pollDelay(Duration.ZERO)
          .pollInterval(PACE)
          .until(
              () -> {
                int sequence = sequences.nextInt();
                aloud.send(packet(sequence));
                other.send(packet(sequence));
                return !sequences.hasNext();
              });
      talk.audible();
      for (PhoneCall call : new PhoneCall[] {talk.caller(), talk.callee()}) {
        var report = await(call.heard());
        assertThat(report.ssrcs()).hasSize(1).doesNotContain(STRANGE_SSRC);
        assertThat(report.lost()).isZero();
      }
      assertThat(aloud.hears(1)).isFalse();
      assertThat(other.hears(1)).isFalse();
    }
    talk.end();
  }

  private static InetSocketAddress mediaIn(SipRecord message) {
    var audio = AUDIO.matcher(message.text());
    assertThat(audio.find()).as(message.text()).isTrue();
    return new InetSocketAddress("127.0.0.1", Integer.parseInt(audio.group(1)));
  }

  /** 20 ms of PCMU. */
  private static byte[] packet(int sequence) {
    return ByteBuffer.allocate(12 + 160)
        .putShort((short) 0x8000)
        .putShort((short) sequence)
        .putInt(sequence * 160)
        .putInt((int) STRANGE_SSRC)
        .array();
  }
}
