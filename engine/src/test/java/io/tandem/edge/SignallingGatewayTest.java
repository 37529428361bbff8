package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.call.leg.OutgoingResponse;
import io.tandem.id.NodeId;
import io.tandem.sip.transaction.TransactionRef;
import java.time.Clock;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SignallingGatewayTest {
  private static final NodeId OTHER = new NodeId("node-2");

  private static ActorTestKit kit;

  @BeforeAll
  static void startActors() {
    kit = EdgeFixture.newKit();
  }

  @AfterAll
  static void stopActors() {
    kit.shutdownTestKit();
  }

  @Test
  void outlivesWhatComesBeforeTheListenersAreOpen() {
    Calls calls = (tenant, call, command) -> {};
    var answers = new Answers(new EdgeMetrics(new SimpleMeterRegistry()));
    var owners = new InviteOwners(Clock.systemUTC());
    var closed = new AttachedStack();
    var local = new LocalSignalling(closed, calls, new OutgoingMessages("Tandem"), owners, answers);
    var peers = new PeerGateways();
    var remote = new RemoteRequests(calls, Clock.systemUTC());
    var probe = kit.<SignallingGateway.Command>createTestProbe();
    var gateway =
        kit.spawn(SignallingGateway.create(EdgeFixture.NODE, local, peers, remote), "gateway");
    var early = new TransactionRef(EdgeFixture.NODE, 0, "INVITE z9hG4bK1 192.0.2.7");

    gateway.tell(new SignallingGateway.Respond(early, OutgoingResponse.of(200, "tag")));
    gateway.tell(new SignallingGateway.Introduce(OTHER, probe.ref()));

    probe.awaitAssert(
        () -> {
          assertThat(
                  peers.tell(
                      OTHER, new SignallingGateway.Respond(early, OutgoingResponse.of(200, "tag"))))
              .isTrue();
          return null;
        });
  }
}
