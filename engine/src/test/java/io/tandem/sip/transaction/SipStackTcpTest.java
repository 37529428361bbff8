package io.tandem.sip.transaction;

import static io.tandem.sip.transaction.WireText.header;
import static io.tandem.sip.transaction.WireText.requestOver;
import static io.tandem.sip.transaction.WireText.response;
import static io.tandem.sip.transaction.WireText.startLine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tandem.sip.message.NameAddress;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transport.ConnectionLimits;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.StreamLimits;
import io.tandem.sip.transport.Transport;
import io.tandem.sip.transport.TransportSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SipStackTcpTest {
  private static final StreamLimits STREAM = new StreamLimits(4_000, 4_000, Duration.ofMillis(100));
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(600);

  private TestStack node;

  @BeforeEach
  void start() {
    start(LONG, SHORT);
  }

  private void start(Duration authentication, Duration idle) {
    var connections = new ConnectionLimits(4, 3, authentication, idle, Duration.ofSeconds(2));
    node =
        TestStack.with(
            settings ->
                settings.withTransport(
                    new TransportSettings(
                        settings.transport().listeners(), 1 << 20, STREAM, connections)));
    node.user.answering(200);
  }

  private void restart(Duration authentication, Duration idle) {
    node.close();
    start(authentication, idle);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void messagesInOneSegmentAreAnsweredOnTheSameConnection() throws Exception {
    try (TcpPeer peer = new TcpPeer(node.tcp())) {
      peer.send(options(peer, "1") + "\r\n" + options(peer, "2") + options(peer, "3"));
      for (int i = 0; i < 3; i++) {
        assertThat(startLine(peer.receive())).isEqualTo("SIP/2.0 200 OK");
      }
      assertThat(node.gauge("tandem.sip.connections")).isEqualTo(1);
    }
    assertEverythingEnds();
  }

  @Test
  void aMessageMayArriveByteByByte() throws Exception {
    try (TcpPeer peer = new TcpPeer(node.tcp())) {
      for (char c : options(peer, "slow").toCharArray()) {
        peer.send(String.valueOf(c));
      }
      assertThat(startLine(peer.receive())).isEqualTo("SIP/2.0 200 OK");
    }
    assertEverythingEnds();
  }

  @Test
  void aPingIsAnsweredWithAPong() throws Exception {
    try (TcpPeer peer = new TcpPeer(node.tcp())) {
      peer.send("\r\n\r\n");
      assertThat(peer.receiveUntil("\r\n")).isEqualTo("\r\n");
    }
    assertThat(node.count("tandem.sip.keepalives", "transport", "TCP")).isEqualTo(1);
    assertEverythingEnds();
  }

  @Test
  void halfAMessageIsNotWaitedForForLong() throws Exception {
    try (TcpPeer peer = new TcpPeer(node.tcp())) {
      peer.send("OPTIONS sip:1002@tandem.example SIP/2.0\r\nVia: SIP/2.0/TCP ");
      assertThat(peer.isClosedByPeer()).isTrue();
    }
    assertClosed("half-message");
  }

  @Test
  void anIdleConnectionIsClosed() throws Exception {
    try (TcpPeer peer = new TcpPeer(node.tcp())) {
      assertThat(peer.isClosedByPeer()).isTrue();
    }
    assertClosed("idle");
  }

  @Test
  void withoutContentLengthThereIsA400AndNoMore() throws Exception {
    try (TcpPeer peer = new TcpPeer(node.tcp())) {
      peer.send(options(peer, "bare").replace("Content-Length: 0\r\n", ""));
      assertThat(startLine(peer.receive())).isEqualTo("SIP/2.0 400 Missing Content-Length");
      assertThat(peer.isClosedByPeer()).isTrue();
    }
    assertClosed("content-length-missing");
  }

  @Test
  void aWrongContentLengthIsA400AndNoMore() throws Exception {
    try (TcpPeer peer = new TcpPeer(node.tcp())) {
      peer.send(options(peer, "minus").replace("Content-Length: 0", "Content-Length: -7"));
      assertThat(startLine(peer.receive())).startsWith("SIP/2.0 400 ");
      assertThat(peer.isClosedByPeer()).isTrue();
    }
    assertClosed("content-length-invalid");
    assertThat(node.count("tandem.sip.malformed", "status", "400")).isEqualTo(1);
  }

  @Test
  void tooLongABodyIsA513() throws Exception {
    try (TcpPeer peer = new TcpPeer(node.tcp())) {
      peer.send(options(peer, "fat").replace("Content-Length: 0", "Content-Length: 4001"));
      assertThat(startLine(peer.receive())).startsWith("SIP/2.0 413 ");
      assertThat(peer.isClosedByPeer()).isTrue();
    }
    assertClosed("body-too-large");
  }

  @Test
  void garbageClosesTheConnection() throws Exception {
    try (TcpPeer peer = new TcpPeer(node.tcp())) {
      peer.send("GET / HTTP/1.1\r\nHost: tandem.example\r\n\r\n");
      assertThat(peer.isClosedByPeer()).isTrue();
    }
    assertClosed("content-length-missing");
  }

  @Test
  void oneAddressMayHoldOnlySoManyConnections() throws Exception {
    restart(LONG, LONG);
    try (TcpPeer first = new TcpPeer(node.tcp());
        TcpPeer second = new TcpPeer(node.tcp());
        TcpPeer third = new TcpPeer(node.tcp())) {
      first.send(options(first, "l1"));
      second.send(options(second, "l2"));
      third.send(options(third, "l3"));
      first.receive();
      second.receive();
      third.receive();
      try (TcpPeer surplus = new TcpPeer(node.tcp())) {
        assertThat(surplus.isClosedByPeer()).isTrue();
      }
    }
    assertClosed("limit");
    try (TcpPeer again = new TcpPeer(node.tcp())) {
      again.send(options(again, "l4"));
      assertThat(startLine(again.receive())).isEqualTo("SIP/2.0 200 OK");
    }
  }

  @Test
  void whoProvesNothingIsClosedAfterAWhileAndWhoDoesStays() throws Exception {
    restart(SHORT, LONG);
    try (TcpPeer stranger = new TcpPeer(node.tcp());
        TcpPeer known = new TcpPeer(node.tcp())) {
      known.send(options(known, "p1"));
      known.receive();
      assertThat(node.gauge("tandem.sip.connections.unauthenticated")).isEqualTo(1);
      node.user.onArrival = transaction -> {};
      stranger.send(options(stranger, "p2"));
      assertThat(startLine(stranger.receive())).isEqualTo("SIP/2.0 200 OK");
      assertThat(stranger.isClosedByPeer()).isTrue();
      known.send(options(known, "p3"));
      assertThat(startLine(known.receive())).isEqualTo("SIP/2.0 200 OK");
    }
    assertClosed("unauthenticated");
    assertThat(node.gauge("tandem.sip.connections.unauthenticated")).isZero();
  }

  @Test
  void theOldestThatHasProvedNothingMakesRoom() throws Exception {
    restart(LONG, LONG);
    try (TcpPeer known = new TcpPeer(node.tcp())) {
      known.send(options(known, "r1"));
      known.receive();
      try (TcpPeer oldest = new TcpPeer(node.tcp());
          TcpPeer younger = new TcpPeer(node.tcp())) {
        await().until(() -> node.gauge("tandem.sip.connections") == 3);
        try (TcpPeer newcomer = new TcpPeer(node.tcp())) {
          newcomer.send(options(newcomer, "r2"));
          assertThat(startLine(newcomer.receive())).isEqualTo("SIP/2.0 200 OK");
          assertThat(oldest.isClosedByPeer()).isTrue();
          assertThat(node.count("tandem.sip.connections.closed", "reason", "evicted")).isEqualTo(1);
          known.send(options(known, "r3"));
          assertThat(startLine(known.receive())).isEqualTo("SIP/2.0 200 OK");
          younger.send(options(younger, "r4"));
          assertThat(startLine(younger.receive())).isEqualTo("SIP/2.0 200 OK");
        }
      }
    }
    assertEverythingEnds();
  }

  @Test
  void anAnswerToOurRequestProvesItsConnection() throws Exception {
    restart(LONG, LONG);
    try (TcpPeer peer = new TcpPeer(node.tcp())) {
      node.user.onArrival = transaction -> {};
      peer.send(options(peer, "a1"));
      peer.receive();
      assertThat(node.gauge("tandem.sip.connections.unauthenticated")).isEqualTo(1);
      RecordingUser client = new RecordingUser();
      node.stack.send(outgoing(), node.user.requests.get(0).flow(), client);
      peer.send(response(peer.receive(), 200, "peer"));
      assertThat(client.next()).isEqualTo("response 200");
      assertThat(node.gauge("tandem.sip.connections.unauthenticated")).isZero();
      assertThat(node.gauge("tandem.sip.connections")).isEqualTo(1);
    }
    assertEverythingEnds();
  }

  @Test
  void aResponseWhoseConnectionIsGoneGoesToTheSentByPort() throws Exception {
    node.user.onRequest = tx -> {};
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String sentBy = "client.invalid:" + server.getLocalPort();
      try (TcpPeer peer = new TcpPeer(node.tcp())) {
        peer.send(requestOver("TCP", "OPTIONS", sentBy, "z9hG4bK-gone", null));
        assertThat(node.user.next()).startsWith("request");
      }
      await().until(() -> node.gauge("tandem.sip.connections") == 0);
      node.stack.withServerTransaction(
          node.user.requests.get(0).ref(),
          tx -> tx.respond(SipResponse.to(tx.request(), 200).build()));
      try (TcpPeer back = new TcpPeer(server.accept())) {
        assertThat(startLine(back.receive())).isEqualTo("SIP/2.0 200 OK");
      }
    }
    assertEverythingEnds();
  }

  /** The connection that the client has moved to is gone, too. */
  @Test
  void aResponseThatFollowsItsClientToAConnectionThatIsGoneGoesByTheVia() throws Exception {
    node.user.onRequest = tx -> {};
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String sentBy = "client.invalid:" + server.getLocalPort();
      try (TcpPeer peer = new TcpPeer(node.tcp())) {
        peer.send(requestOver("TCP", "INVITE", sentBy, "z9hG4bK-gone", null));
        assertThat(node.user.next()).startsWith("request");
      }
      await().until(() -> node.gauge("tandem.sip.connections") == 0);
      var known = node.user.requests.get(0);
      var gone =
          new Flow(
              TestStack.NODE,
              known.flow().listener(),
              Transport.TCP,
              new InetSocketAddress("127.0.0.1", 9),
              12_345);
      node.stack.withServerTransaction(
          known.ref(),
          tx -> {
            tx.beginFor("tenant");
            tx.follow(gone);
            tx.respond(SipResponse.to(tx.request(), 200).toTag("t").build());
          });
      try (TcpPeer back = new TcpPeer(server.accept())) {
        assertThat(startLine(back.receive())).isEqualTo("SIP/2.0 200 OK");
      }
    }
  }

  @Test
  void requestsShareAConnectionThatIsOpenedOnDemandAndResponsesReturnOnIt() throws Exception {
    RecordingUser client = new RecordingUser();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Flow flow = node.stack.flowTo(Transport.TCP, address(server));
      node.stack.send(outgoing(), flow, client);
      node.stack.send(outgoing(), node.stack.flowTo(Transport.TCP, address(server)), client);
      try (TcpPeer peer = new TcpPeer(server.accept())) {
        for (int i = 0; i < 2; i++) {
          String request = peer.receive();
          assertThat(header(request, "Via"))
              .startsWith("SIP/2.0/TCP 127.0.0.1:" + node.tcp().getPort())
              .doesNotContain("rport");
          peer.send(response(request, 200, "peer"));
          assertThat(client.next()).isEqualTo("response 200");
        }
        assertThat(node.gauge("tandem.sip.connections")).isEqualTo(1);
      }
    }
    assertEverythingEnds();
  }

  @Test
  void whoRefusesTheConnectionIsATransportError() throws Exception {
    InetSocketAddress nobody;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      nobody = address(server);
    }
    RecordingUser client = new RecordingUser();
    node.stack.send(outgoing(), node.stack.flowTo(Transport.TCP, nobody), client);
    assertThat(client.next()).startsWith("transport error: ");
    assertEverythingEnds();
  }

  @Test
  void aFlowWhoseConnectionIsGoneIsATransportError() {
    Flow stale =
        new Flow(
            TestStack.NODE, "tcp:x", Transport.TCP, new InetSocketAddress("127.0.0.1", 9), 12345);
    RecordingUser client = new RecordingUser();
    node.stack.send(outgoing(), stale, client);
    assertThat(client.next()).isEqualTo("transport error: no connection to 127.0.0.1:9");
    assertEverythingEnds();
  }

  private void assertClosed(String reason) {
    await().until(() -> node.count("tandem.sip.connections.closed", "reason", reason) == 1);
    assertEverythingEnds();
  }

  private void assertEverythingEnds() {
    await()
        .until(
            () ->
                node.gauge("tandem.sip.transactions") == 0
                    && node.gauge("tandem.sip.connections") == 0);
  }

  private static String options(TcpPeer peer, String branch) {
    return requestOver("TCP", "OPTIONS", peer.sentBy(), "z9hG4bK-" + branch, null);
  }

  private static InetSocketAddress address(ServerSocket server) {
    return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
  }

  private static SipRequest outgoing() {
    return SipRequest.builder("OPTIONS", "sip:1002@tandem.example")
        .callId("call-out@tandem")
        .cseq(1)
        .from(NameAddress.parse("<sip:1001@tandem.example>;tag=ours"))
        .to(NameAddress.parse("<sip:1002@tandem.example>"))
        .build();
  }
}
