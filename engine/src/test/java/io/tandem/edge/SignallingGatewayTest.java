package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.call.CallEntity;
import io.tandem.call.leg.OutgoingResponse;
import io.tandem.call.leg.RequestFailure;
import io.tandem.id.NodeId;
import io.tandem.sip.transaction.TransactionRef;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignallingGatewayTest {
  private static final NodeId OTHER = new NodeId("node-2");
  private static final Flow FLOW =
      new Flow(
          EdgeFixture.NODE,
          "udp:127.0.0.1:5060",
          Transport.UDP,
          new InetSocketAddress("127.0.0.1", 5062),
          0);

  private static ActorTestKit kit;

  @BeforeAll
  static void startActors() {
    kit = EdgeFixture.newKit();
  }

  @AfterAll
  static void stopActors() {
    kit.shutdownTestKit();
  }

  private final List<CallEntity.Command> told = new CopyOnWriteArrayList<>();
  private final PeerGateways peers = new PeerGateways();
  private ActorRef<SignallingGateway.Command> gateway;

  @BeforeEach
  void startWithoutListeners() {
    Calls calls = (tenant, call, command) -> told.add(command);
    var metrics = new EdgeMetrics(new SimpleMeterRegistry());
    var failures = new FailureLog(Clock.systemUTC(), new SimpleMeterRegistry(), null);
    var answers = new Answers(metrics, failures);
    var owners = new InviteOwners(Clock.systemUTC());
    var closed = new AttachedStack();
    var local =
        new LocalSignalling(
            closed, calls, new OutgoingMessages("Tandem"), owners, answers, metrics);
    var remote = new RemoteRequests(calls, Clock.systemUTC());
    gateway = kit.spawn(SignallingGateway.create(EdgeFixture.NODE, local, peers, remote));
  }

  @AfterEach
  void stop() {
    kit.stop(gateway);
  }

  @Test
  void outlivesWhatComesBeforeTheListenersAreOpen() {
    var probe = kit.<SignallingGateway.Command>createTestProbe();
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

  @Test
  void answersTheFirstIntroductionSoThatBothKnowEachOther() {
    var probe = kit.<SignallingGateway.Command>createTestProbe();
    gateway.tell(new SignallingGateway.Introduce(OTHER, probe.ref()));
    gateway.tell(new SignallingGateway.Introduce(OTHER, probe.ref()));

    probe.expectMessage(new SignallingGateway.Introduce(EdgeFixture.NODE, gateway));
    probe.expectNoMessage(Duration.ofMillis(50));
  }

  @Test
  void aRequestThatComesBeforeTheListenersAreOpenFailsAtOnce() {
    var invite = SignallingTest.request("INVITE", 1, FLOW);
    gateway.tell(new SignallingGateway.Request(OTHER, invite));

    await()
        .untilAsserted(
            () ->
                assertThat(told)
                    .containsExactly(
                        new CallEntity.RequestFailed(
                            SignallingTest.LEG, "INVITE", 1, RequestFailure.TRANSPORT)));
  }
}
