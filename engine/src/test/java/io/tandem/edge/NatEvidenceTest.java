package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import io.tandem.id.NodeId;
import io.tandem.sip.message.ParseResult;
import io.tandem.sip.message.SipParser;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NatEvidenceTest {
  private static SipRequest register(Transport transport, String via, String more, String contact) {
    String text =
        "REGISTER sip:a.example SIP/2.0\r\nVia: SIP/2.0/"
            + transport
            + " "
            + via
            + ";branch=z9hG4bKa\r\n"
            + more
            + "From: <sip:1001@a.example>;tag=1\r\nTo: <sip:1001@a.example>\r\nCall-ID: c\r\n"
            + "CSeq: 1 REGISTER\r\nMax-Forwards: 70\r\nContact: <sip:1001@"
            + contact
            + ">\r\nContent-Length: 0\r\n\r\n";
    var parsed = new SipParser().datagram(text.getBytes(StandardCharsets.US_ASCII));
    return (SipRequest) ((ParseResult.Message) parsed).message();
  }

  private static boolean isDirect(
      Transport transport, String via, String more, String contact, String source, int port) {
    var request = register(transport, via, more, contact);
    var remote = new InetSocketAddress(source, port);
    var flow = new Flow(new NodeId("n"), "l", transport, remote, 0);
    var uri = request.contacts().get(0).sipUri();
    var at = NetUtil.createInetAddressFromIpAddressString(uri.host());
    return NatEvidence.isDirect(request, uri, at, flow);
  }

  @ParameterizedTest
  @CsvSource({
    // the Via's sent-by says it
    "UDP, 203.0.113.5:5060;rport,  203.0.113.5:5060,  203.0.113.5, 5060,  true",
    "UDP, 203.0.113.5;rport,       203.0.113.5,       203.0.113.5, 5060,  true",
    "UDP, 192.168.1.5:5060;rport,  192.168.1.5:5060,  203.0.113.5, 5060,  false",
    "UDP, 203.0.113.5:5060;rport,  203.0.113.5:5060,  203.0.113.5, 41000, false",
    "UDP, 203.0.113.5:5060,        203.0.113.5:5060,  203.0.113.5, 41000, true",
    "TCP, 203.0.113.5:5060;rport,  203.0.113.5:5060,  203.0.113.5, 41000, true",
    "TCP, 192.168.1.5:5060;rport,  192.168.1.5:5060,  203.0.113.5, 41000, false",
    "UDP, [2001:db8::5]:5060,      [2001:db8::5]:5060, 2001:db8::5, 5060, true",
    // it tells nothing: then the Contact does
    "UDP, phone.invalid;rport,     203.0.113.5:5060,  203.0.113.5, 5060,  true",
    "UDP, phone.invalid;rport,     192.168.1.5:5060,  203.0.113.5, 5060,  false",
    "TCP, phone.invalid,           203.0.113.5:5060,  203.0.113.5, 41000, true",
    // it was mended by the phone, the Contact was not
    "UDP, 203.0.113.5:5060;rport,  192.168.1.5:5060,  203.0.113.5, 5060,  false",
    "UDP, 203.0.113.5:5060;rport,  100.64.0.5:5060,   203.0.113.5, 5060,  false",
    "UDP, 203.0.113.5:5060;rport,  198.51.100.7:5060, 203.0.113.5, 5060,  true",
    "UDP, 192.168.1.5:5060;rport,  192.168.1.6:5060,  192.168.1.5, 5060,  true",
  })
  void aPhoneIsBehindANatWhereItsWordsAndItsPacketsDiffer(
      Transport transport, String via, String contact, String source, int port, boolean direct) {
    assertThat(isDirect(transport, via, "", contact, source, port)).isEqualTo(direct);
  }

  /** The proxy is at 198.51.100.1, or at 10.0.0.1 inside of a provider's network. */
  @ParameterizedTest
  @CsvSource({
    // the proxy has noted where the phone is seen
    "192.168.1.5;received=203.0.113.9;rport=41000, 192.168.1.5:5060,  198.51.100.1, false",
    "192.168.1.5;received=203.0.113.9;rport=41000, 203.0.113.9:41000, 198.51.100.1, false",
    "192.168.1.5;received=203.0.113.9,             203.0.113.9:5060,  198.51.100.1, false",
    "203.0.113.9;received=203.0.113.9;rport=41000, 203.0.113.9:5060,  198.51.100.1, false",
    "203.0.113.9;received=203.0.113.9;rport=5060,  203.0.113.9:5060,  198.51.100.1, true",
    "'[2001:db8::5];received=[2001:db8::5]',       203.0.113.9:5060,  198.51.100.1, true",
    "phone.invalid;received=203.0.113.9,           203.0.113.9:5060,  198.51.100.1, true",
    "phone.invalid;received=203.0.113.9,           203.0.113.8:5060,  198.51.100.1, false",
    "192.168.1.5;received=203.0.113.9;rport=41000, 192.168.1.5:5060,  10.0.0.1,     false",
    // it has noted nothing: then the Contact tells
    "192.168.1.5,                                  192.168.1.5:5060,  198.51.100.1, false",
    "203.0.113.9,                                  203.0.113.9:5060,  198.51.100.1, true",
    "192.168.1.5,                                  192.168.1.5:5060,  10.0.0.1,     true",
    "192.168.1.5;received=unknown,                 192.168.1.5:5060,  10.0.0.1,     true",
  })
  void behindAProxyTheNatBeforeItCounts(
      String secondVia, String contact, String proxy, boolean direct) {
    String more = "Via: SIP/2.0/UDP " + secondVia + ";branch=z9hG4bKb\r\n";
    assertThat(isDirect(Transport.UDP, proxy + ";rport", more, contact, proxy, 5060))
        .isEqualTo(direct);
  }

  @ParameterizedTest
  @CsvSource({"198.51.100.1:5060, true", "10.0.0.1:5060, false"})
  void theProxysOwnViaCountsToo(String via, boolean direct) {
    String more = "Via: SIP/2.0/UDP 203.0.113.9;branch=z9hG4bKb\r\n";
    assertThat(isDirect(Transport.UDP, via, more, "203.0.113.9:5060", "198.51.100.1", 5060))
        .isEqualTo(direct);
  }
}
