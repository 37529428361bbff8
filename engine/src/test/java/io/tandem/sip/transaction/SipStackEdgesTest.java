package io.tandem.sip.transaction;

import static io.tandem.sip.transaction.WireText.header;
import static io.tandem.sip.transaction.WireText.request;
import static io.tandem.sip.transaction.WireText.startLine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.tandem.net.EventLoops;
import io.tandem.sip.message.NameAddress;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transport.ListenException;
import io.tandem.sip.transport.ListenerSettings;
import io.tandem.sip.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes from the outside world and should not, and where answers go through NATs. */
class SipStackEdgesTest {
  private TestStack node;
  private UdpPeer peer;

  @BeforeEach
  void start() throws Exception {
    node =
        TestStack.with(
            settings -> settings.withMaxServerTransactions(2).withMaxLingeringTransactions(2));
    node.user.answering(200);
    peer = new UdpPeer();
  }

  @AfterEach
  void stop() {
    peer.close();
    node.close();
  }

  @Test
  void rportAndReceivedAreFilledInAndTheAnswerGoesWhereTheRequestCameFrom() throws Exception {
    peer.send(request("OPTIONS", "10.9.8.7:5060;rport", "z9hG4bK-nat", null), node.udp());
    assertThat(header(peer.receive(), "Via"))
        .contains("10.9.8.7:5060", "received=127.0.0.1", "rport=" + peer.address().getPort());
  }

  @Test
  void anAddressThatIsNotTheSourcesIsTakenForANatEvenWithoutRport() throws Exception {
    peer.send(request("OPTIONS", "10.9.8.7:5060", "z9hG4bK-oldnat", null), node.udp());
    assertThat(header(peer.receive(), "Via")).contains("received=127.0.0.1");
  }

  /** What names another version of SIP in its Via cannot be read, and goes back whence it came. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SIP/3.0/UDP 127.0.0.1;branch=z9hG4bK-v",
        "SIP/2.0/UDP 127.0.0.1:99999;branch=z9hG4bK-v",
        "nonsense"
      })
  void whatCannotBeReadIsAnsweredAtItsSourceAndBringsOutNoDefect(String via) throws Exception {
    String wrong =
        request("OPTIONS", peer.sentBy(), "z9hG4bK-v", null)
            .replaceFirst("Via: [^\r]*", "Via: " + via)
            .replaceFirst("SIP/2.0\r", "SIP/3.0\r");
    peer.send(wrong, node.udp());
    assertThat(startLine(peer.receive())).isEqualTo("SIP/2.0 505 Version Not Supported");
    assertThat(node.count("tandem.sip.dropped", "reason", "error")).isZero();
  }

  @Test
  void withoutRportTheAnswerGoesToTheSentByPort() throws Exception {
    try (UdpPeer elsewhere = new UdpPeer()) {
      peer.send(request("OPTIONS", elsewhere.sentBy(), "z9hG4bK-port", null), node.udp());
      assertThat(startLine(elsewhere.receive())).isEqualTo("SIP/2.0 200 OK");
    }
  }

  @Test
  void aClientOfRfc2543IsMatchedByItsFields() throws Exception {
    String options = request("OPTIONS", peer.sentBy(), "1", null);
    peer.send(options, node.udp());
    String first = peer.receive();
    peer.send(options, node.udp());
    assertThat(peer.receive()).isEqualTo(first);
    assertThat(node.user.requests).hasSize(1);
  }

  @Test
  void aRequestThatComesOnTwoWaysIsMerged() throws Exception {
    node.user.onRequest = tx -> {};
    String one = request("INVITE", peer.sentBy(), "z9hG4bK-way1", null);
    peer.send(one, node.udp());
    assertThat(node.user.next()).startsWith("request INVITE");
    peer.send(one.replace("z9hG4bK-way1", "z9hG4bK-way2"), node.udp());
    assertThat(startLine(receiveFinal())).startsWith("SIP/2.0 482 ");

    peer.send(
        one.replace("z9hG4bK-way1", "z9hG4bK-retry").replace("CSeq: 1 ", "CSeq: 2 "), node.udp());
    assertThat(node.user.next()).as("a retry with credentials").startsWith("request INVITE");
    assertThat(node.count("tandem.sip.dropped", "reason", "merged")).isEqualTo(1);
  }

  /** Case 21: a proxy before us that hunts goes on to the next target with what it got. */
  @Test
  void whatWasRefusedMayComeAgainByAnotherBranch() throws Exception {
    node.user.answering(486);
    String invite = request("INVITE", peer.sentBy(), "z9hG4bK-first", null);
    peer.send(invite, node.udp());
    String busy = receiveFinal();
    assertThat(startLine(busy)).startsWith("SIP/2.0 486 ");
    peer.send(
        invite
            .replace("INVITE", "ACK")
            .replace("To: <sip:1002@tandem.example>", "To: " + header(busy, "To")),
        node.udp());
    peer.send(
        invite.replace("z9hG4bK-first", "z9hG4bK-second").replace("sip:1002@", "sip:1003@"),
        node.udp());
    assertThat(answerTo("z9hG4bK-second")).startsWith("SIP/2.0 486 ");
    assertThat(node.user.requests).hasSize(2);
  }

  /** The final response in that transaction, past what is repeated in others. */
  private String answerTo(String branch) throws Exception {
    String answer = receiveFinal();
    while (!header(answer, "Via").contains(branch)) {
      answer = receiveFinal();
    }
    return answer;
  }

  /** Case 05: between the two the phone has learned its public address. */
  @Test
  void aCancelWithAnotherViaStillFindsItsInvite() throws Exception {
    node.user.onRequest = tx -> {};
    node.user.onCancel = tx -> tx.respond(SipResponse.to(tx.request(), 487).build());
    String invite = request("INVITE", "10.9.8.7:5060", "z9hG4bK-natted", null, "X: y");
    peer.send(invite.replace(";branch", ";rport;branch"), node.udp());
    assertThat(node.user.next()).startsWith("request INVITE");

    String cancel = invite.replace("INVITE", "CANCEL").replace("10.9.8.7:5060", peer.sentBy());
    try (UdpPeer stranger = new UdpPeer(InetAddress.getByName("127.0.0.2"))) {
      stranger.send(cancel.replace(";branch", ";rport;branch"), node.udp());
      assertThat(startLine(stranger.receive())).startsWith("SIP/2.0 481 ");
    }
    peer.send(cancel.replace("tag=caller", "tag=other"), node.udp());
    assertThat(startLine(receiveFinal())).as("another From-tag").startsWith("SIP/2.0 481 ");
    peer.send(cancel, node.udp());
    var answers = List.of(receiveFinal(), receiveFinal());
    assertThat(answers)
        .anyMatch(answer -> answer.contains("CSeq: 1 CANCEL") && answer.startsWith("SIP/2.0 200 "));
    assertThat(answers)
        .anyMatch(answer -> answer.contains("CSeq: 1 INVITE") && answer.startsWith("SIP/2.0 487 "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPTIONS", "REGISTER"})
  void anyRequestOutsideOfADialogIsMergedUntilItIsAnswered(String method) throws Exception {
    node.user.onRequest = tx -> {};
    String one = request(method, peer.sentBy(), "z9hG4bK-one", null);
    peer.send(one, node.udp());
    assertThat(node.user.next()).startsWith("request " + method);
    peer.send(one.replace("z9hG4bK-one", "z9hG4bK-two"), node.udp());
    assertThat(startLine(receiveFinal())).startsWith("SIP/2.0 482 ");

    node.stack.withServerTransaction(
        node.user.requests.get(0).ref(),
        tx -> tx.respond(SipResponse.to(tx.request(), 200).build()));
    assertThat(startLine(receiveFinal())).startsWith("SIP/2.0 200 ");
    peer.send(one.replace("z9hG4bK-one", "z9hG4bK-three"), node.udp());
    assertThat(node.user.next()).as("another question").startsWith("request " + method);
  }

  /** A client that names the cookie and nothing behind it would otherwise have one transaction. */
  @Test
  void aBareCookieIsTheBranchOfAClientOfRfc2543() throws Exception {
    String options = request("OPTIONS", peer.sentBy(), "z9hG4bK", null);
    for (int i = 0; i < 8; i++) {
      peer.send(options.replace("Call-ID: ", "Call-ID: " + i + "-"), node.udp());
      receiveFinal();
    }
    assertThat(node.user.requests).hasSize(8);
  }

  @Test
  void aCancelOfNothingIsA481() throws Exception {
    peer.send(request("CANCEL", peer.sentBy(), "z9hG4bK-none", null), node.udp());
    assertThat(startLine(peer.receive())).startsWith("SIP/2.0 481 ");
    assertThat(node.user.log).isEmpty();
  }

  @Test
  void tooManyTransactionsAreA503WithRetryAfter() throws Exception {
    node.user.onRequest = tx -> {};
    String refused = null;
    for (int i = 0; refused == null && i < 10; i++) {
      peer.send(request("INVITE", peer.sentBy(), "z9hG4bK-many" + i, null), node.udp());
      await().until(() -> count() > 0);
      String answer =
          node.count("tandem.sip.dropped", "reason", "overload") > 0 ? receiveFinal() : null;
      refused = answer;
      node.user.log.clear();
    }
    assertThat(refused).isNotNull();
    assertThat(startLine(refused)).startsWith("SIP/2.0 503 ");
    assertThat(header(refused, "Retry-After")).isEqualTo("5");
    assertThat(node.gauge("tandem.sip.transactions")).isLessThanOrEqualTo(4);
  }

  @Test
  void answeredTransactionsDoNotCountButTheOldestAreForgotten() throws Exception {
    var requests = new ArrayList<String>();
    for (int i = 0; i < 40; i++) {
      requests.add(request("OPTIONS", peer.sentBy(), "z9hG4bK-linger" + i, null));
      peer.send(requests.get(i), node.udp());
      assertThat(startLine(peer.receive())).startsWith("SIP/2.0 200 ");
    }
    assertThat(node.gauge("tandem.sip.transactions")).isLessThanOrEqualTo(4);
    node.user.log.clear();

    peer.send(requests.get(39), node.udp());
    assertThat(startLine(peer.receive())).startsWith("SIP/2.0 200 ");
    assertThat(node.user.log).as("a fresh one is answered from memory").isEmpty();
    peer.send(requests.get(0), node.udp());
    assertThat(startLine(peer.receive())).startsWith("SIP/2.0 200 ");
    assertThat(node.user.log).as("a forgotten one is a new request").isNotEmpty();
  }

  private double count() {
    return node.user.log.size() + node.count("tandem.sip.dropped", "reason", "overload");
  }

  @Test
  void aResponseOfAnotherHostsViaIsDropped() throws Exception {
    String foreign = request("OPTIONS", "10.9.8.7:5060", "z9hG4bKt0.0123456789abcdef", null);
    peer.send(WireText.response(foreign, 200, "x"), node.udp());
    await().until(() -> node.count("tandem.sip.dropped", "reason", "foreign-via") == 1);
  }

  @Test
  void aResponseToNothingIsShownToTheUser() throws Exception {
    String ours =
        request("OPTIONS", "127.0.0.1:" + node.udp().getPort(), "z9hG4bKt1.0123456789abcdef", null);
    peer.send(WireText.response(ours, 200, "x"), node.udp());
    assertThat(node.user.next()).startsWith("stray 200");
  }

  @Test
  void garbageIsCountedAndTheStackLivesOn() throws Exception {
    Random random = new Random(42);
    for (int i = 0; i < 200; i++) {
      byte[] garbage = new byte[1 + random.nextInt(300)];
      random.nextBytes(garbage);
      garbage[0] = (byte) (garbage[0] | 1);
      peer.send(garbage, node.udp());
    }
    String options = request("OPTIONS", peer.sentBy(), "z9hG4bK-cut", null);
    for (int length = 1; length < options.length() - 2; length += 7) {
      peer.send(options.substring(0, length), node.udp());
    }
    peer.send("\r\n\r\n", node.udp());
    peer.send(request("OPTIONS", peer.sentBy(), "z9hG4bK-alive", null), node.udp());
    assertThat(receiveStatus(200)).contains("z9hG4bK-alive");
    assertThat(node.count("tandem.sip.malformed")).isGreaterThan(100);
    assertThat(node.count("tandem.sip.keepalives", "transport", "UDP")).isEqualTo(1);
  }

  @Test
  void aContentLengthBeyondTheDatagramIsA400() throws Exception {
    String text = request("OPTIONS", peer.sentBy(), "z9hG4bK-length", null);
    peer.send(text.replace("Content-Length: 0", "Content-Length: 10"), node.udp());
    assertThat(startLine(peer.receive())).startsWith("SIP/2.0 400 ");
  }

  @Test
  void aVersionOfTheFutureIsA505AndAnOverlongHeadA513() throws Exception {
    String text = request("OPTIONS", peer.sentBy(), "z9hG4bK-seven", null);
    peer.send(text.replace("example SIP/2.0", "example SIP/7.0"), node.udp());
    assertThat(startLine(peer.receive())).startsWith("SIP/2.0 505 ");
    String subject = "Subject: " + "x".repeat(50_000);
    peer.send(request("OPTIONS", peer.sentBy(), "z9hG4bK-long", null, subject), node.udp());
    assertThat(startLine(peer.receive())).startsWith("SIP/2.0 513 ");
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aPortInUseIsNamed(Transport transport) throws Exception {
    InetSocketAddress taken = transport == Transport.UDP ? node.udp() : node.tcp();
    assertThatThrownBy(() -> startOn(ListenerSettings.of(transport, taken, "a.example")))
        .hasCauseInstanceOf(ListenException.class)
        .hasMessageContaining(
            "cannot listen on %s 127.0.0.1:%d: the port is in use", transport, taken.getPort());
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void anAddressOfAnotherHostIsNamedAndWhatWasOpenIsClosed(Transport transport) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = free.getLocalPort();
    }
    ListenerSettings good =
        ListenerSettings.of(Transport.TCP, new InetSocketAddress("127.0.0.1", port), "a.example");
    ListenerSettings bad =
        ListenerSettings.of(transport, new InetSocketAddress("192.0.2.1", 5060), "a.example");
    assertThatThrownBy(() -> startOn(good, bad))
        .hasMessageContaining("192.0.2.1:5060: this host has no such address");
    try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThat(again.isBound()).isTrue();
    }
  }

  @Test
  void ipv6WorksOverBothTransports() throws Exception {
    assumeTrue(hasIpv6(), "this host has no IPv6 loopback");
    try (TestStack six =
            new TestStack(EventLoops.create(2, "six"), UnaryOperator.identity(), "::1");
        UdpPeer udp = new UdpPeer(InetAddress.getByName("::1"));
        TcpPeer tcp = new TcpPeer(six.tcp())) {
      six.user.answering(200);
      String sentBy = "[::1]:" + udp.address().getPort() + ";rport";
      udp.send(request("OPTIONS", sentBy, "z9hG4bK-six", null), six.udp());
      assertThat(header(udp.receive(), "Via")).contains("[::1]", "received=", "rport=");
      tcp.send(WireText.requestOver("TCP", "OPTIONS", "[::1]:5060", "z9hG4bK-six2", null));
      assertThat(startLine(tcp.receive())).isEqualTo("SIP/2.0 200 OK");
      six.stack.send(
          SipRequest.builder("OPTIONS", "sip:six@tandem.example")
              .callId("six")
              .cseq(1)
              .from(NameAddress.parse("<sip:a@tandem.example>;tag=a"))
              .to(NameAddress.parse("<sip:b@tandem.example>"))
              .build(),
          six.stack.flowTo(Transport.UDP, udp.address()),
          six.user);
      udp.send(WireText.response(udp.receive(), 200, "six"), six.udp());
      await().until(() -> six.user.log.contains("response 200"));
    }
  }

  private static boolean hasIpv6() throws Exception {
    try {
      return NetworkInterface.getByInetAddress(InetAddress.getByName("::1")) != null;
    } catch (SocketException e) {
      return false;
    }
  }

  private static void startOn(ListenerSettings... listeners) {
    EventLoopGroup group = EventLoops.create(2, "sip-bind");
    try {
      CompletableFuture<SipStack> started =
          SipStack.start(
                  SipStackSettings.of(List.of(listeners)),
                  TestStack.NODE,
                  group,
                  new RecordingUser(),
                  new SimpleMeterRegistry())
              .toCompletableFuture();
      started.join().close();
    } finally {
      group.shutdownGracefully();
    }
  }

  private String receiveFinal() throws Exception {
    String answer = peer.receive();
    while (answer.startsWith("SIP/2.0 1")) {
      answer = peer.receive();
    }
    return answer;
  }

  private String receiveStatus(int status) throws Exception {
    String answer = peer.receive();
    while (!answer.startsWith("SIP/2.0 " + status)) {
      answer = peer.receive();
    }
    return answer;
  }
}
