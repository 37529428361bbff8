package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tandem.call.CallEntity;
import io.tandem.call.leg.OutgoingRequest;
import io.tandem.id.CallId;
import io.tandem.id.LegId;
import io.tandem.id.NodeId;
import io.tandem.sip.message.NameAddress;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Phones that ring or answer for a call that is not there any more. */
class SurplusAnswersTest {
  private static final NodeId OTHER = new NodeId("node-2");
  private static final ServiceKey<SignallingGateway.Command> SERVICE =
      ServiceKey.create(SignallingGateway.Command.class, "signalling-gateway");

  private final CallId call = CallId.mint(3, EdgeFixture.START, new Random(3));
  private ActorTestKit kit;
  private EdgeFixture node;
  private TestPhone phone;

  @BeforeEach
  void start() throws Exception {
    kit = EdgeFixture.newKit();
    node = new EdgeFixture(EdgeFixture.NODE, kit);
    phone = node.phone();
  }

  @AfterEach
  void stop() {
    phone.close();
    node.close();
    kit.shutdownTestKit();
  }

  private OutgoingRequest invite() {
    var remote = new InetSocketAddress("127.0.0.1", phone.port());
    return new OutgoingRequest(
        FakeDirectory.TENANT,
        call,
        new LegId(1),
        node.stack.flowTo(Transport.UDP, remote),
        "INVITE",
        "sip:1002@10.0.0.9",
        "leg",
        "sip:1001@a.example",
        null,
        "our-tag",
        "sip:1002@a.example",
        null,
        1,
        List.of(),
        69,
        null,
        Map.of());
  }

  private void answer(SipRequest request, int status, String tag) {
    var response =
        SipResponse.to(request, status)
            .toTag(tag)
            .header("Contact", "<sip:" + tag + "@10.0.0.9>")
            .header("Record-Route", "<sip:near.example;lr>")
            .header("Record-Route", "<sip:far.example;lr>")
            .build();
    phone.sendText(new String(response.encode(), StandardCharsets.UTF_8));
  }

  private void assertEnded(String tag) {
    for (String method : List.of("ACK", "BYE")) {
      var request = phone.receiveRequest();
      assertThat(request.method()).isEqualTo(method);
      assertThat(request.toTag()).isEqualTo(tag);
      assertThat(request.fromTag()).isEqualTo("our-tag");
      assertThat(request.requestUri()).isEqualTo("sip:" + tag + "@10.0.0.9");
      assertThat(request.routes())
          .extracting(NameAddress::uri)
          .containsExactly("sip:far.example;lr", "sip:near.example;lr");
      if (method.equals("BYE")) {
        assertThat(request.cseq()).isEqualTo(2);
        answer(request, 200, tag);
      }
    }
  }

  /** The call has ended with the first answer, and its entity is gone. */
  @Test
  void aSecondForksLateAnswerIsAcknowledgedAndEndedByTheEdge() throws Exception {
    node.edge.signalling().request(invite());
    var invite = phone.receiveRequest();
    answer(invite, 200, "first");
    assertThat(node.nextTold().command()).isInstanceOf(CallEntity.Responded.class);

    answer(invite, 200, "second");
    assertEnded("second");
    answer(invite, 200, "second");
    assertThat(phone.receiveRequest().method()).isEqualTo("ACK");

    answer(invite, 200, "first");
    var repeated = (CallEntity.Responded) node.nextTold().command();
    assertThat(repeated.response().toTag()).isEqualTo("first");
    assertThat(node.count("tandem.sip.surplus.answers")).isEqualTo(1);
    assertThat(node.told).isEmpty();
  }

  @Test
  void whatRingsForACallOfALostNodeIsCancelled() throws Exception {
    var invite = ringForTheOtherNode();
    var cancel = phone.receiveRequest();
    assertThat(cancel.method()).isEqualTo("CANCEL");
    assertThat(cancel.topVia().branch()).isEqualTo(invite.topVia().branch());
    answer(cancel, 200, "x");
    answer(invite, 487, "x");
    assertThat(phone.receiveRequest().method()).isEqualTo("ACK");
  }

  @Test
  void anAnswerThatCrossesThatCancelIsAcknowledgedAndEnded() throws Exception {
    var invite = ringForTheOtherNode();
    answer(phone.receiveRequest(), 200, "x");
    answer(invite, 200, "late");
    assertEnded("late");
    assertThat(node.told).isEmpty();
  }

  /** The phone rings, and then the other node is gone. */
  private SipRequest ringForTheOtherNode() throws Exception {
    return inviteForTheOtherNode(180);
  }

  @Test
  void anAnswerThatALostNodeDidNotAcknowledgeIsEnded() throws Exception {
    var invite = inviteForTheOtherNode(200);
    await().until(() -> node.count("tandem.sip.surplus.answers") == 1 || repeat(invite));
    assertEnded("x");
  }

  /** As a phone does whose 2xx gets no ACK (RFC 3261 §13.3.1.4). */
  private boolean repeat(SipRequest invite) {
    answer(invite, 200, "x");
    return false;
  }

  private SipRequest inviteForTheOtherNode(int status) throws Exception {
    var gateway = gateway();
    var others = kit.<SignallingGateway.Command>createTestProbe();
    gateway.tell(new SignallingGateway.Introduce(OTHER, others.ref()));
    gateway.tell(new SignallingGateway.Request(OTHER, invite()));
    var invite = phone.receiveRequest();
    answer(invite, status, "x");
    assertThat(node.nextTold().command()).isInstanceOf(CallEntity.Responded.class);

    others.stop();
    return invite;
  }

  /** It has registered by the time of the second listing, if not of the first. */
  private ActorRef<SignallingGateway.Command> gateway() {
    var listings = kit.<Receptionist.Listing>createTestProbe();
    kit.system().receptionist().tell(Receptionist.subscribe(SERVICE, listings.ref()));
    var found = listings.receiveMessage().getServiceInstances(SERVICE);
    if (found.isEmpty()) {
      found = listings.receiveMessage().getServiceInstances(SERVICE);
    }
    return found.iterator().next();
  }
}
