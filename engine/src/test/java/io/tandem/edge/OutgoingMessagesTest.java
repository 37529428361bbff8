package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.call.leg.OutgoingRequest;
import io.tandem.id.CallId;
import io.tandem.id.LegId;
import io.tandem.sip.message.NameAddress;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.HostPort;
import io.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutgoingMessagesTest {
  private static final CallId CALL = CallId.mint(3, EdgeFixture.START, new Random(3));

  private final OutgoingMessages messages = new OutgoingMessages("Tandem");

  private static OutgoingRequest invite(Transport transport, Map<String, String> headers) {
    var flow =
        new Flow(EdgeFixture.NODE, "x", transport, new InetSocketAddress("192.0.2.1", 5060), 0);
    return new OutgoingRequest(
        FakeDirectory.TENANT,
        CALL,
        LegId.CALLER,
        flow,
        "INVITE",
        "sip:1002@192.0.2.1",
        "call",
        "sip:1001@a.example",
        null,
        "tag",
        "sip:1002@a.example",
        null,
        1,
        List.of(),
        70,
        null,
        headers);
  }

  @Test
  void overTcpTheContactSaysSo() {
    var message =
        messages.request(invite(Transport.TCP, Map.of()), new HostPort("edge.example", 5060));

    assertThat(message.contacts())
        .extracting(NameAddress::uri)
        .containsExactly("sip:tag@edge.example:5060;transport=tcp");
  }

  @Test
  void anAddressOfVersion6StandsInBrackets() {
    var message =
        messages.request(invite(Transport.UDP, Map.of()), new HostPort("2001:db8::1", 5060));

    assertThat(message.contacts())
        .extracting(NameAddress::uri)
        .containsExactly("sip:tag@[2001:db8::1]:5060");
  }

  @Test
  void whatTheCallSaysItselfIsNotSaidTwice() {
    var headers = Map.of("User-Agent", "mine", "Allow", "INVITE", "Contact", "<sip:me@h>");

    var message =
        messages.request(invite(Transport.UDP, headers), new HostPort("edge.example", 5060));

    assertThat(message.headers("User-Agent")).containsExactly("mine");
    assertThat(message.headers("Allow")).containsExactly("INVITE");
    assertThat(message.contacts()).extracting(NameAddress::uri).containsExactly("sip:me@h");
  }
}
