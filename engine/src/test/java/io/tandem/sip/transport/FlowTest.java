package io.tandem.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.tandem.id.NodeId;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowTest {
  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.7", "2001:db8::7"})
  void travelsAsCbor(String address) throws Exception {
    CBORMapper mapper = new CBORMapper();
    Flow flow = flow(new InetSocketAddress(address, 5062));
    assertThat(mapper.readValue(mapper.writeValueAsBytes(flow), Flow.class)).isEqualTo(flow);
  }

  @Test
  void theRemoteIsALiteralAndNeverANameToLookUp() throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    String json = mapper.writeValueAsString(flow(new InetSocketAddress("2001:db8::7", 5062)));
    assertThat(json).contains("\"remote\":\"[2001:db8::7]:5062\"");

    String named = json.replace("[2001:db8::7]", "phone.example");
    assertThatThrownBy(() -> mapper.readValue(named, Flow.class))
        .hasMessageContaining("not an address with a port: phone.example:5062");
  }

  private static Flow flow(InetSocketAddress remote) {
    return new Flow(new NodeId("n1"), "tcp:192.0.2.1:5060", Transport.TCP, remote, 42);
  }
}
