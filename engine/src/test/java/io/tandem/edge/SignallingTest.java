package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tandem.call.CallEntity;
import io.tandem.call.leg.Body;
import io.tandem.call.leg.OutgoingRequest;
import io.tandem.call.leg.OutgoingResponse;
import io.tandem.call.leg.RequestFailure;
import io.tandem.id.CallId;
import io.tandem.id.LegId;
import io.tandem.id.NodeId;
import io.tandem.sip.message.NameAddress;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transaction.TransactionRef;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What calls say, by their own node's stack and by another's: two nodes, one phone. */
class SignallingTest {
  private static final CallId CALL = CallId.mint(3, EdgeFixture.START, new Random(3));
  static final LegId LEG = new LegId(1);
  private static final NodeId OTHER = new NodeId("node-2");

  private static ActorTestKit kit;
  private static EdgeFixture node;
  private static EdgeFixture other;

  private TestPhone phone;

  @BeforeAll
  static void startNodes() {
    kit = EdgeFixture.newKit();
    node = new EdgeFixture(EdgeFixture.NODE, kit);
    other = new EdgeFixture(OTHER, kit);
  }

  @AfterAll
  static void stopNodes() {
    node.close();
    other.close();
    kit.shutdownTestKit();
  }

  @BeforeEach
  void start() throws Exception {
    phone = node.phone();
    node.told.clear();
    other.told.clear();
  }

  @AfterEach
  void stop() {
    phone.close();
  }

  private Flow flow() {
    return node.stack.flowTo(Transport.UDP, new InetSocketAddress("127.0.0.1", phone.port()));
  }

  static OutgoingRequest request(String method, long cseq, Flow flow) {
    return new OutgoingRequest(
        FakeDirectory.TENANT,
        CALL,
        LEG,
        flow,
        method,
        "sip:1002@10.0.0.9:5060;ob",
        "leg-" + method + cseq,
        "sip:1001@a.example",
        "Phone 1001",
        "our-tag",
        "sip:1002@a.example",
        method.equals("INVITE") ? null : "their-tag",
        cseq,
        List.of("<sip:edge.example;lr>"),
        69,
        method.equals("INVITE") ? Body.sdp("v=0") : null,
        Map.of("Alert-Info", "<urn:x>"));
  }

  private void answer(SipRequest request, int status, String extra) {
    phone.sendText(
        new String(
            SipResponse.to(request, status)
                .toTag("their-tag")
                .header("X-Extra", extra)
                .build()
                .encode(),
            StandardCharsets.UTF_8));
  }

  /** By a node of its own: a drain cannot be undone, and the other tests begin calls. */
  @Test
  void noCallBeginsByANodeThatDrains() throws Exception {
    try (var draining = new EdgeFixture(new NodeId("node-4"), kit);
        var waiting = draining.phone()) {
      var flow =
          draining.stack.flowTo(Transport.UDP, new InetSocketAddress("127.0.0.1", waiting.port()));
      draining.edge.drain();
      draining.edge.signalling().request(request("INVITE", 1, flow));
      assertThat(draining.told)
          .extracting("command")
          .containsExactly(
              new CallEntity.RequestFailed(LEG, "INVITE", 1, RequestFailure.TRANSPORT));
      draining.edge.signalling().request(request("BYE", 2, flow));
      assertThat(((SipRequest) waiting.receive()).method()).isEqualTo("BYE");
    }
  }

  @Test
  void anInviteGoesToTheFlowWithTheContactAsItsTarget() {
    node.edge.signalling().request(request("INVITE", 1, flow()));

    var invite = phone.receiveRequest();
    assertThat(invite.requestUri()).isEqualTo("sip:1002@10.0.0.9:5060;ob");
    assertThat(invite.routes()).extracting(NameAddress::uri).containsExactly("sip:edge.example;lr");
    assertThat(invite.from().displayName()).isEqualTo("Phone 1001");
    assertThat(invite.fromTag()).isEqualTo("our-tag");
    assertThat(invite.toTag()).isNull();
    assertThat(invite.maxForwards()).isEqualTo(69);
    assertThat(invite.contacts())
        .extracting(NameAddress::uri)
        .containsExactly("sip:our-tag@127.0.0.1:" + node.address().getPort());
    assertThat(invite.header("Allow")).isEqualTo(Capabilities.ALLOW).contains("UPDATE");
    assertThat(invite.header("Supported")).isEqualTo("timer, 100rel");
    assertThat(invite.header("User-Agent")).isEqualTo("Tandem");
    assertThat(invite.header("Alert-Info")).isEqualTo("<urn:x>");
    assertThat(invite.contentType()).isEqualTo("application/sdp");
    answer(invite, 486, "x");
  }

  @Test
  void responsesGoToTheCallBut100() throws Exception {
    node.edge.signalling().request(request("INVITE", 2, flow()));
    var invite = phone.receiveRequest();

    answer(invite, 100, "x");
    answer(invite, 180, "topology");
    answer(invite, 486, "x");

    var ringing = (CallEntity.Responded) node.nextTold().command();
    assertThat(ringing.leg()).isEqualTo(LEG);
    assertThat(ringing.response().status()).isEqualTo(180);
    assertThat(ringing.response().toTag()).isEqualTo("their-tag");
    assertThat(ringing.response().headers()).doesNotContainKey("X-Extra");
    var busy = (CallEntity.Responded) node.nextTold().command();
    assertThat(busy.response().status()).isEqualTo(486);
    assertThat(busy.response().cseq()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCancelFollowsItsInviteFromWhateverNode(boolean fromOther) {
    var speaker = fromOther ? other : node;
    awaitPeers();
    speaker.edge.signalling().request(request("INVITE", 3, flow()));
    var invite = phone.receiveRequest();
    answer(invite, 180, "x");
    var cancelled = Map.of("Reason", "SIP;cause=200");

    speaker.edge.signalling().cancel(CALL, LEG, 3, flow(), cancelled);

    var cancel = phone.receiveRequest();
    assertThat(cancel.method()).isEqualTo("CANCEL");
    assertThat(cancel.topVia().branch()).isEqualTo(invite.topVia().branch());
    assertThat(cancel.header("Reason")).isEqualTo("SIP;cause=200");
    answer(cancel, 200, "x");
    answer(invite, 487, "x");
    assertThat(phone.receiveRequest().method()).isEqualTo("ACK");
  }

  /** The two gateways have introduced themselves to each other. */
  private void awaitPeers() {
    await()
        .until(
            () -> {
              other.edge.signalling().request(request("OPTIONS", 1, flow()));
              var told = other.told.poll();
              return told == null || !(told.command() instanceof CallEntity.RequestFailed);
            });
    SipRequest options = phone.receiveRequest();
    answer(options, 200, "x");
    await().until(() -> !node.told.isEmpty());
    node.told.clear();
    other.told.clear();
  }

  @Test
  void aCallOnAnotherNodeSpeaksThroughTheNodeThatHasTheFlow() throws Exception {
    awaitPeers();
    other.edge.signalling().request(request("BYE", 4, flow()));

    var bye = phone.receiveRequest();
    assertThat(bye.topVia().port()).isEqualTo(node.address().getPort());
    assertThat(bye.contacts()).isEmpty();
    answer(bye, 200, "x");

    var responded = (CallEntity.Responded) node.nextTold().command();
    assertThat(responded.response().status()).isEqualTo(200);
    assertThat(responded.response().flow().node()).isEqualTo(EdgeFixture.NODE);
  }

  @Test
  void theAckOfA2xxGoesAsItIs() throws Exception {
    awaitPeers();
    other.edge.signalling().ack(request("ACK", 5, flow()));

    assertThat(phone.receiveRequest().method()).isEqualTo("ACK");
    assertThat(node.told).isEmpty();
  }

  @Test
  void anotherNodesCallAnswersOurTransaction() throws Exception {
    awaitPeers();
    var token = node.tokens.issue(FakeDirectory.TENANT, CALL, LEG, 0);
    phone.send(Draft.of("BYE").uri("sip:" + token + "@127.0.0.1").toTag(token));
    var requested = (CallEntity.Requested) node.nextTold().command();

    other
        .edge
        .signalling()
        .respond(requested.request().transaction(), OutgoingResponse.of(200, token));

    var answer = phone.receiveFinal("BYE");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.toTag()).isEqualTo(token);
    assertThat(answer.header("Server")).isEqualTo("Tandem");
  }

  /** Behind a proxy the way back is the proxy's, wherever the phone itself is now. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAnswerFollowsAPhoneThatHasMovedUnlessItIsBehindAProxy(boolean proxy) throws Exception {
    var token = node.tokens.issue(FakeDirectory.TENANT, CALL, LEG, 0);
    var bye = Draft.of("BYE").uri("sip:" + token + "@127.0.0.1").toTag(token);
    phone.send(proxy ? bye.header("Via", "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKphone") : bye);
    var requested = (CallEntity.Requested) node.nextTold().command();
    try (var moved = node.phone()) {
      var there = new InetSocketAddress("127.0.0.1", moved.port());
      var answer = OutgoingResponse.of(200, token).by(node.stack.flowTo(Transport.UDP, there));
      node.edge.signalling().respond(requested.request().transaction(), answer);
      assertThat((proxy ? phone : moved).receiveFinal("BYE").status()).isEqualTo(200);
    }
  }

  /** It has no other way to us, and we know where it listens. */
  @Test
  void aRequestInADialogWhoseConnectionIsGoneGoesToTheContact() throws Exception {
    try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var gone = new InetSocketAddress("127.0.0.1", 9);
      var flow = new Flow(EdgeFixture.NODE, "tcp:x", Transport.TCP, gone, 12345);
      String contact = "sip:1002@127.0.0.1:" + listening.getLocalPort() + ";transport=tcp";

      node.edge.signalling().request(inDialog(flow, contact, List.of()));
      node.edge.signalling().request(inDialog(flow, "sip:x", List.of("<" + contact + ";lr>")));

      try (var connection = listening.accept()) {
        connection.setSoTimeout(5_000);
        var lines =
            new BufferedReader(
                new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
        assertThat(lines.readLine()).isEqualTo("BYE " + contact + " SIP/2.0");
        assertThat(lines.lines().takeWhile(line -> !line.startsWith("BYE"))).isNotEmpty();
      }
    }
  }

  @Test
  void aCallToAPhoneWhoseConnectionIsYetToBeOpenedOpensIt() throws Exception {
    try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var contact = new InetSocketAddress("127.0.0.1", listening.getLocalPort());
      var flow = new Flow(EdgeFixture.NODE, "tcp:x", Transport.TCP, contact, Flow.NO_CONNECTION);

      node.edge.signalling().request(request("INVITE", 31, flow));

      try (var connection = listening.accept()) {
        connection.setSoTimeout(5_000);
        var lines =
            new BufferedReader(
                new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
        assertThat(lines.readLine()).startsWith("INVITE sip:1002@10.0.0.9");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sip:1002@127.0.0.2:%d", "sip:1002@phone.example:%d", "tel:1002"})
  void aContactElsewhereIsNoWayToAPhoneWhoseConnectionIsGone(String contact) throws Exception {
    try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var gone = new InetSocketAddress("127.0.0.1", 9);
      var flow = new Flow(EdgeFixture.NODE, "tcp:x", Transport.TCP, gone, 12345);
      String uri = contact.formatted(listening.getLocalPort());

      node.edge.signalling().request(inDialog(flow, uri, List.of()));

      var failed = new CallEntity.RequestFailed(LEG, "BYE", 8, RequestFailure.TRANSPORT);
      await().until(() -> node.told.stream().anyMatch(told -> told.command().equals(failed)));
    }
  }

  private OutgoingRequest inDialog(Flow flow, String requestUri, List<String> routes) {
    var bye = request("BYE", 8, flow);
    return new OutgoingRequest(
        bye.tenant(),
        bye.call(),
        bye.leg(),
        flow,
        "BYE",
        requestUri,
        bye.sipCallId(),
        bye.fromUri(),
        null,
        bye.fromTag(),
        bye.toUri(),
        bye.toTag(),
        bye.cseq(),
        routes,
        70,
        null,
        Map.of());
  }

  @Test
  void aNodeThatIsNotThereIsATransportFailure() throws Exception {
    var lost = new Flow(new NodeId("node-9"), "udp:x", Transport.UDP, flow().remote(), 0);

    node.edge.signalling().request(request("INVITE", 6, lost));
    node.edge.signalling().cancel(CALL, LEG, 6, lost, Map.of());
    node.edge
        .signalling()
        .respond(new TransactionRef(new NodeId("node-9"), 0, "x"), OutgoingResponse.of(200, "t"));

    assertThat(node.nextTold().command())
        .isEqualTo(new CallEntity.RequestFailed(LEG, "INVITE", 6, RequestFailure.TRANSPORT));
    assertThat(node.count("tandem.sip.unreachable.nodes")).isGreaterThanOrEqualTo(3);
  }

  @Test
  void whatCannotStandInAMessageIsATransportFailure() throws Exception {
    var good = request("BYE", 7, flow());
    var bad =
        new OutgoingRequest(
            good.tenant(),
            good.call(),
            good.leg(),
            good.flow(),
            "BYE",
            "sip:a@b\r\nEvil: yes",
            good.sipCallId(),
            good.fromUri(),
            null,
            good.fromTag(),
            good.toUri(),
            good.toTag(),
            7,
            List.of(),
            70,
            null,
            Map.of());

    node.edge.signalling().request(bad);

    assertThat(node.nextTold().command())
        .isEqualTo(new CallEntity.RequestFailed(LEG, "BYE", 7, RequestFailure.TRANSPORT));
  }
}
