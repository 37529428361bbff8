package io.tandem.call.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.call.leg.IncomingRequest;
import io.tandem.id.NodeId;
import io.tandem.registrar.Binding;
import io.tandem.registrar.Pulse;
import io.tandem.registrar.Reachability;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a phone is called that registered from 198.51.100.7:40000. */
class WayTest {
  private static final Instant NOW = Instant.EPOCH;

  private static Binding binding(
      String contact, Transport transport, boolean direct, int regId, List<String> path) {
    var source = new InetSocketAddress("198.51.100.7", 40_000);
    var flow = new Flow(new NodeId("node-1"), "udp:203.0.113.1:5060", transport, source, 0);
    return new Binding(
        contact, flow, path, 1, NOW, NOW, "call", 1, null, null, null, regId, direct, null);
  }

  @ParameterizedTest
  @CsvSource({
    "sip:1001@198.51.100.7:5062, UDP, true, 198.51.100.7:5062",
    "sip:1001@198.51.100.7, UDP, true, 198.51.100.7:5060",
    "sip:1001@198.51.100.20:5070;transport=udp, UDP, true, 198.51.100.20:5070",
    "sip:1001@198.51.100.7:40000, UDP, true, 198.51.100.7:40000",
    "sip:1001@192.168.1.20:5060, UDP, false, 198.51.100.7:40000",
    "sip:1001@phone.example:5062, UDP, true, 198.51.100.7:40000",
    "sip:1001@198.51.100.7:5062, TCP, true, 198.51.100.7:40000",
    "sip:1001@198.51.100.7:5062;transport=tcp, UDP, true, 198.51.100.7:40000",
    "sips:1001@198.51.100.7:5062, UDP, true, 198.51.100.7:40000",
    "sip:1001@198.51.100.7;maddr=192.0.2.1, UDP, true, 198.51.100.7:40000",
    "sip:1001@[2001:db8::7]:5062, UDP, true, 198.51.100.7:40000"
  })
  void leadsToTheContactOnlyWhereThatIsAnAddressWithoutNat(
      String contact, Transport transport, boolean direct, String target) {
    var way = Way.to(binding(contact, transport, direct, 0, List.of()));

    assertThat(way.remote()).hasToString("/" + target);
    assertThat(way.listener()).isEqualTo("udp:203.0.113.1:5060");
  }

  @ParameterizedTest
  @CsvSource({
    "sip:1001@198.51.100.7:5062, UDP, true, /198.51.100.7:5062",
    "sip:1001@198.51.100.7, UDP, true, /198.51.100.7:5060",
    "sip:1001@198.51.100.7:40000, UDP, true, /198.51.100.7:40000",
    "sip:1001@198.51.100.20, UDP, true, none",
    "sip:1001@192.168.1.20:5060, UDP, false, none",
    "sip:1001@198.51.100.7:5062, TCP, true, none",
    ", UDP, false, none"
  })
  void whoCallsNamesAnotherPortOfItsOwnAddressAndNoOther(
      String contact, Transport transport, boolean direct, String target) {
    var way = Way.toContact(request(contact, transport, direct));

    assertThat(way == null ? "none" : way.remote().toString()).isEqualTo(target);
  }

  private static IncomingRequest request(String contact, Transport transport, boolean direct) {
    var flow = binding("sip:1001@198.51.100.7", transport, direct, 0, List.of()).flow();
    return new IncomingRequest(
        null, flow, "INVITE", "id", "sip:a@b", null, "x", "sip:c@b", null, 1, contact, direct,
        List.of(), null, Map.of());
  }

  @ParameterizedTest
  @CsvSource({"1, ''", "0, <sip:proxy.example;lr>"})
  void aFlowOfItsOwnOrAProxyIsTheOnlyWay(int regId, String path) {
    List<String> route = path.isEmpty() ? List.of() : List.of(path);
    var binding = binding("sip:1001@198.51.100.7:5062", Transport.UDP, true, regId, route);

    assertThat(Way.to(binding)).isEqualTo(binding.flow());
  }

  @ParameterizedTest
  @CsvSource({
    "sip:1001@198.51.100.7:5062;transport=tcp, CLOSED, true, 0, true",
    "sip:1001@198.51.100.7:5062, CLOSED, true, 0, true",
    "sip:1001@198.51.100.7:5062;transport=tcp, UNKNOWN, true, 0, false",
    "sip:1001@198.51.100.7:5062;transport=udp, CLOSED, true, 0, false",
    "sip:1001@198.51.100.8:5062;transport=tcp, CLOSED, true, 0, false",
    "sip:1001@198.51.100.7:5062;transport=tcp, CLOSED, false, 0, false",
    "sip:1001@198.51.100.7:5062;transport=tcp, CLOSED, true, 1, false"
  })
  void aPhoneWithoutNatWhoseConnectionIsClosedIsConnectedToAtItsContact(
      String contact, Reachability state, boolean direct, int regId, boolean connects) {
    var binding =
        binding(contact, Transport.TCP, direct, regId, List.of()).withPulse(new Pulse(state, null));

    var way = Way.to(binding);

    if (connects) {
      assertThat(way.remote()).hasToString("/198.51.100.7:5062");
      assertThat(way.transport()).isEqualTo(Transport.TCP);
      assertThat(way.connection()).isEqualTo(Flow.NO_CONNECTION);
    } else {
      assertThat(way).isEqualTo(binding.flow());
    }
  }
}
