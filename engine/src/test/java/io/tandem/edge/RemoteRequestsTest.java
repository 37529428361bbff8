package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.call.CallEntity;
import io.tandem.call.leg.OutgoingRequest;
import io.tandem.call.leg.RequestFailure;
import io.tandem.id.CallId;
import io.tandem.id.LegId;
import io.tandem.id.NodeId;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RemoteRequestsTest {
  private static final NodeId OTHER = new NodeId("node-2");
  private static final CallId CALL = CallId.mint(3, EdgeFixture.START, new Random(3));

  private final EdgeFixture.TestClock clock = new EdgeFixture.TestClock();
  private final List<CallEntity.Command> told = new ArrayList<>();
  private final RemoteRequests requests =
      new RemoteRequests((tenant, call, command) -> told.add(command), clock);

  private static OutgoingRequest bye(long cseq) {
    var flow = new Flow(OTHER, "x", Transport.UDP, new InetSocketAddress("192.0.2.1", 5060), 0);
    return new OutgoingRequest(
        FakeDirectory.TENANT,
        CALL,
        LegId.CALLER,
        flow,
        "BYE",
        "sip:1002@192.0.2.1",
        "call",
        "sip:1001@a.example",
        null,
        "tag",
        "sip:1002@a.example",
        "theirs",
        cseq,
        List.of(),
        70,
        null,
        Map.of());
  }

  private static CallEntity.RequestFailed failed(long cseq) {
    return new CallEntity.RequestFailed(LegId.CALLER, "BYE", cseq, RequestFailure.TRANSPORT);
  }

  @Test
  void whatALostNodeWasToSendHasFailed() {
    requests.sent(OTHER, bye(1));
    requests.sent(new NodeId("node-3"), bye(2));

    requests.nodeLost(OTHER);
    requests.nodeLost(OTHER);

    assertThat(told).containsExactly(failed(1));
  }

  @Test
  void whatMustHaveEndedByItselfIsForgotten() {
    requests.sent(OTHER, bye(1));
    clock.now = clock.now.plusSeconds(31);
    requests.sent(OTHER, bye(2));
    clock.now = clock.now.plusSeconds(1);

    requests.nodeLost(OTHER);

    assertThat(told).containsExactly(failed(2));
  }

  @Test
  void theOldestGiveWay() {
    for (int cseq = 1; cseq <= RemoteRequests.MAX_PER_NODE + 1; cseq++) {
      requests.sent(OTHER, bye(cseq));
    }

    requests.nodeLost(OTHER);

    assertThat(told).hasSize(RemoteRequests.MAX_PER_NODE).doesNotContain(failed(1));
  }
}
