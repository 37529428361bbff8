package io.tandem.sip.transaction;

import static io.tandem.sip.transaction.WireText.header;
import static io.tandem.sip.transaction.WireText.request;
import static io.tandem.sip.transaction.WireText.response;
import static io.tandem.sip.transaction.WireText.startLine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tandem.sip.message.NameAddress;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SipStackUdpTest {
  private TestStack node;
  private UdpPeer peer;

  @BeforeEach
  void start() throws Exception {
    node = TestStack.withLoops(2);
    peer = new UdpPeer();
  }

  @AfterEach
  void stop() {
    peer.close();
    node.close();
  }

  @Test
  void aRequestIsAnsweredAndItsRetransmissionGetsTheSameAnswerUnseen() throws Exception {
    node.user.answering(200);
    String options = request("OPTIONS", peer.sentBy(), "z9hG4bK-1", null);
    peer.send(options, node.udp());
    String first = peer.receive();
    peer.send(options, node.udp());
    String second = peer.receive();

    assertThat(startLine(first)).isEqualTo("SIP/2.0 200 OK");
    assertThat(second).isEqualTo(first);
    assertThat(node.user.requests).hasSize(1);
    assertThat(node.count("tandem.sip.retransmissions.absorbed")).isEqualTo(1);
    assertEverythingEnds();
  }

  @Test
  void theUsersResponseMayComeLaterFromAnyThread() throws Exception {
    peer.send(request("OPTIONS", peer.sentBy(), "z9hG4bK-2", null), node.udp());
    assertThat(node.user.next()).startsWith("request OPTIONS");
    TransactionRef ref = node.user.requests.get(0).ref();

    node.stack.withServerTransaction(
        ref, tx -> tx.respond(SipResponse.to(tx.request(), 404).build()));
    assertThat(startLine(peer.receive())).isEqualTo("SIP/2.0 404 Not Found");

    node.stack.withServerTransaction(
        ref, tx -> tx.respond(SipResponse.to(tx.request(), 200).build()));
    await().until(() -> node.count("tandem.sip.dropped", "reason", "late-response") == 1);
    assertEverythingEnds();
  }

  @Test
  void aFailedInviteIsRepeatedUntilItsAck() throws Exception {
    node.user.answering(486);
    peer.send(request("INVITE", peer.sentBy(), "z9hG4bK-3", null), node.udp());
    String busy = peer.receive();
    assertThat(startLine(busy)).isEqualTo("SIP/2.0 486 Busy Here");
    assertThat(peer.receive()).isEqualTo(busy);

    String toTag = header(busy, "To").replaceAll(".*tag=", "");
    peer.send(request("ACK", peer.sentBy(), "z9hG4bK-3", toTag), node.udp());
    assertEverythingEnds();
    assertThat(node.user.log).hasSize(1); // the INVITE; its ACK is the transaction's own matter
  }

  @Test
  void anInviteWithoutAnswerGetsOur100() throws Exception {
    peer.send(request("INVITE", peer.sentBy(), "z9hG4bK-4", null), node.udp());
    assertThat(startLine(peer.receive())).isEqualTo("SIP/2.0 100 Trying");
    node.stack.withServerTransaction(
        node.user.requests.get(0).ref(),
        tx -> tx.respond(SipResponse.to(tx.request(), 200).toTag("callee").build()));
    assertThat(startLine(peer.receive())).isEqualTo("SIP/2.0 200 OK");
    assertEverythingEnds();
  }

  @Test
  void aClientTransactionRetransmitsAndDeliversItsResponse() throws Exception {
    RecordingUser client = new RecordingUser();
    node.stack.send(outgoing("OPTIONS"), flow(), client);
    String first = peer.receive();
    assertThat(header(first, "Via"))
        .startsWith("SIP/2.0/UDP 127.0.0.1:" + node.udp().getPort())
        .contains(";rport");
    assertThat(peer.receive()).isEqualTo(first);

    peer.send(response(first, 200, "peer"), node.udp());
    assertThat(client.next()).isEqualTo("response 200");
    assertEverythingEnds();
    assertThat(client.log).isEmpty();
  }

  @Test
  void aRequestWithoutAnyResponseTimesOut() throws Exception {
    RecordingUser client = new RecordingUser();
    node.stack.send(outgoing("INVITE"), flow(), client);
    assertThat(client.next()).isEqualTo("timeout");
    assertThat(node.count("tandem.sip.retransmissions", "message", "request")).isBetween(5.0, 6.0);
    assertEverythingEnds();
  }

  @Test
  void aFailureOfOurInviteIsAcknowledgedEachTime() throws Exception {
    RecordingUser client = new RecordingUser();
    SipRequest routed =
        outgoing("INVITE").toBuilder().route(List.of("<sip:proxy.example;lr>")).build();
    node.stack.send(routed, flow(), client);
    String invite = peer.receive();
    String decline = response(invite, 603, "peer");
    for (int i = 0; i < 2; i++) {
      peer.send(decline, node.udp());
      String ack = receiveSkipping("INVITE");
      assertThat(startLine(ack)).isEqualTo("ACK sip:1002@tandem.example SIP/2.0");
      assertThat(header(ack, "Via")).isEqualTo(header(invite, "Via"));
      assertThat(header(ack, "Route")).isEqualTo("<sip:proxy.example;lr>");
      assertThat(header(ack, "To")).endsWith("tag=peer");
      assertThat(header(ack, "CSeq")).isEqualTo("1 ACK");
    }
    assertEverythingEnds();
    assertThat(client.log).containsExactly("response 603");
  }

  @Test
  void aCancelWaitsForAProvisionalResponse() throws Exception {
    RecordingUser client = new RecordingUser();
    ClientTransaction call = node.stack.send(outgoing("INVITE"), flow(), client);
    call.cancel(Map.of("Reason", "SIP;cause=200;text=\"answered elsewhere\""));
    String invite = peer.receive();
    assertThat(startLine(peer.receive())).startsWith("INVITE"); // not the CANCEL yet

    peer.send(response(invite, 180, "peer"), node.udp());
    String cancel = receiveSkipping("INVITE");
    assertThat(startLine(cancel)).startsWith("CANCEL sip:1002@tandem.example");
    assertThat(header(cancel, "Via")).isEqualTo(header(invite, "Via"));
    assertThat(header(cancel, "CSeq")).isEqualTo("1 CANCEL");
    assertThat(header(cancel, "To")).doesNotContain("tag=");
    assertThat(header(cancel, "Reason")).contains("answered elsewhere");

    peer.send(response(cancel, 200, "peer"), node.udp());
    peer.send(response(invite, 487, "peer"), node.udp());
    assertThat(startLine(receiveSkipping("CANCEL"))).startsWith("ACK");
    assertEverythingEnds();
    assertThat(client.log).containsExactly("response 180", "response 487");
  }

  @Test
  void aFinalResponseBeforeTheProvisionalMakesTheCancelVoid() throws Exception {
    RecordingUser client = new RecordingUser();
    ClientTransaction call = node.stack.send(outgoing("INVITE"), flow(), client);
    call.cancel(Map.of());
    String invite = peer.receive();
    peer.send(response(invite, 200, "a"), node.udp());
    peer.send(response(invite, 200, "b"), node.udp());
    assertThat(client.next()).isEqualTo("response 200");
    assertThat(client.next()).isEqualTo("response 200"); // of another fork: RFC 6026
    assertEverythingEnds();
    assertThat(node.count("tandem.sip.sent") - node.count("tandem.sip.retransmissions"))
        .isEqualTo(1);
  }

  @Test
  void anAckOf2xxLeavesWithABranchOfItsOwn() throws Exception {
    SipRequest ack =
        SipRequest.builder("ACK", "sip:1002@tandem.example")
            .callId("c1")
            .cseq(1)
            .from(NameAddress.parse("<sip:1001@tandem.example>;tag=a"))
            .to(NameAddress.parse("<sip:1002@tandem.example>;tag=b"))
            .build();
    node.stack.send(ack, flow());
    assertThat(header(peer.receive(), "Via")).contains(";branch=z9hG4bKt");
    assertThat(node.gauge("tandem.sip.transactions")).isZero();
  }

  @Test
  void closingReleasesThePortsAndTellsWhoStillWaits() throws Exception {
    RecordingUser client = new RecordingUser();
    node.stack.send(outgoing("INVITE"), flow(), client);
    peer.send(request("INVITE", peer.sentBy(), "z9hG4bK-open", null), node.udp());
    assertThat(node.user.next()).startsWith("request INVITE");
    InetSocketAddress udp = node.udp();
    InetSocketAddress tcp = node.tcp();
    node.stack.close();

    assertThat(client.next()).isEqualTo("transport error: the SIP stack is closed");
    assertThat(node.gauge("tandem.sip.transactions")).isZero();
    try (DatagramSocket again = new DatagramSocket(udp);
        ServerSocket server = new ServerSocket(tcp.getPort(), 1, tcp.getAddress())) {
      assertThat(again.isBound() && server.isBound()).isTrue();
    }
    RecordingUser late = new RecordingUser();
    node.stack.send(outgoing("INVITE"), flow(), late);
    assertThat(late.next()).isEqualTo("transport error: the SIP stack is closed");
  }

  private String receiveSkipping(String method) throws Exception {
    String message = peer.receive();
    while (message.startsWith(method)) {
      message = peer.receive();
    }
    return message;
  }

  private Flow flow() {
    return node.stack.flowTo(Transport.UDP, peer.address());
  }

  private static SipRequest outgoing(String method) {
    return SipRequest.builder(method, "sip:1002@tandem.example")
        .callId("call-out@tandem")
        .cseq(1)
        .from(NameAddress.parse("<sip:1001@tandem.example>;tag=ours"))
        .to(NameAddress.parse("<sip:1002@tandem.example>"))
        .build();
  }

  private void assertEverythingEnds() {
    await().until(() -> node.gauge("tandem.sip.transactions") == 0);
  }
}
