package io.tandem.call.flow;

import static io.tandem.call.flow.Script.CALLER;
import static io.tandem.call.flow.Script.NODE;
import static io.tandem.call.flow.Script.ONE;
import static io.tandem.call.flow.Script.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.call.leg.Body;
import io.tandem.call.leg.IncomingResponse;
import io.tandem.registrar.Binding;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A UDP phone that sends from another port than it was called at. */
class MovedCalleeTest {
  private static final Flow ELSEWHERE =
      new Flow(
          NODE,
          "udp:203.0.113.1:5060",
          Transport.UDP,
          new InetSocketAddress("192.0.2.101", 33_333),
          0);

  private static Script ringing(String contact) {
    var call = new Script();
    call.started("offer", Map.of());
    var flow = Script.flow(ONE);
    call.on(
        new Event.Located(
            List.of(new Binding(contact, flow, List.of(), 1, START, START, "reg", 1, "phone"))));
    return call;
  }

  private static List<String> answers(Script call) {
    return answers(call, "sip:1002@phone.example", ELSEWHERE);
  }

  private static List<String> answers(Script call, String contact, Flow from) {
    return call.on(
        new Event.Responded(
            ONE,
            new IncomingResponse(
                200,
                null,
                "INVITE",
                1,
                "a",
                contact,
                List.of(),
                Body.sdp("answer"),
                Map.of(),
                from)));
  }

  private static Flow lastWay(Script call) {
    return call.requests.get(call.requests.size() - 1).flow();
  }

  /** The NAT has another port for it since it rang. */
  @Test
  void behindNatWhoseAnswerComesAgainGetsItsAckAndByeWhereThatComesFrom() {
    var call = ringing("sip:1002@192.168.0.9");
    answers(call);
    assertThat(lastWay(call)).isEqualTo(Script.flow(ONE));
    assertThat(answers(call)).containsExactly("ACK/1 > 1.a");
    assertThat(lastWay(call)).isEqualTo(ELSEWHERE);
    call.acks(CALLER, null);
    call.requests(CALLER, "BYE", null);
    assertThat(lastWay(call)).isEqualTo(ELSEWHERE);
  }

  /** Our ACK was lost, and its port for sending is not one to listen on. */
  @Test
  void calledAtItsContactItIsReachedThereStill() {
    var call = ringing("sip:1002@192.0.2.101");
    answers(call);
    answers(call);
    assertThat(lastWay(call)).isEqualTo(Script.flow(ONE));
    call.acks(CALLER, null);
    call.requests(CALLER, "BYE", null);
    assertThat(lastWay(call)).isEqualTo(Script.flow(ONE));
  }

  /** The phone sends from another port than it listens on, and no NAT is between. */
  @Test
  void aPhoneThatIsReachedAtItsContactIsReachedThereStill() {
    var call = Script.ringing("offer", 1);
    var atContact = Script.flow(ONE);
    answers(call, "sip:1002@192.0.2.101", atContact);
    call.acks(CALLER, null);
    String callId = call.state().leg(ONE).peer().sipCallId();
    call.listeningAt("sip:1002@192.0.2.101");
    call.on(call.requested(ONE, "OPTIONS", 5, null, callId, ELSEWHERE));
    assertThat(call.state().leg(ONE).flow()).isEqualTo(atContact);
  }
}
