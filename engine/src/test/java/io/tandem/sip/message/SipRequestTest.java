package io.tandem.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SipRequestTest {
  private final SipRequest invite = Samples.request(Samples.INVITE);

  @Test
  void readsItsHeaders() {
    assertThat(invite.method()).isEqualTo("INVITE");
    assertThat(invite.uri()).isEqualTo(SipUri.of("1002", "acme.test", -1));
    assertThat(invite.maxForwards()).isEqualTo(70);
    assertThat(invite.callId()).isEqualTo("a84b4c76e66710@192.0.2.10");
    assertThat(invite.cseq()).isEqualTo(314159);
    assertThat(invite.from())
        .isEqualTo(new NameAddress("Alice", "sip:1001@acme.test", Map.of("tag", "1928301774")));
    assertThat(invite.toTag()).isNull();
    assertThat(invite.topVia())
        .isEqualTo(new Via("UDP", "192.0.2.10", 5060, "z9hG4bK776asdhds", Map.of("rport", "")));
    assertThat(invite.contacts())
        .containsExactly(NameAddress.of("sip:1001@192.0.2.10:5060;transport=udp"));
    assertThat(invite.contentType()).isEqualTo("application/sdp");
    assertThat(invite.body()).asString().isEqualTo("v=0\r\n");
    assertThat(invite.header("k")).isEqualTo("replaces, timer");
    assertThat(invite.header("l")).isEqualTo("5");
  }

  @Test
  void encodesWhatItRead() {
    String expected = Samples.INVITE.replace("\n\nv=0", "\nContent-Length: 5\n\nv=0");
    assertThat(Samples.text(invite)).isEqualTo(expected);
  }

  @Test
  void notesSourceAndPortWhenAskedFor() {
    var received = invite.withReceived(new InetSocketAddress("198.51.100.7", 40_000));
    assertThat(received.topVia().received()).isEqualTo("198.51.100.7");
    assertThat(received.topVia().rport()).isEqualTo(40_000);
    assertThat(received.topVia().branch()).isEqualTo("z9hG4bK776asdhds");
  }

  @Test
  void notesTheSourceOnlyWhereSentByDiffersWithoutRport() {
    String via = "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK776asdhds;rport";
    var plain = Samples.request(Samples.invite(via, via.replace(";rport", "")));
    assertThat(plain.withReceived(new InetSocketAddress("192.0.2.10", 5060))).isSameAs(plain);
    var other = plain.withReceived(new InetSocketAddress("198.51.100.7", 5060));
    assertThat(other.topVia().received()).isEqualTo("198.51.100.7");
    assertThat(other.topVia().rport()).isEqualTo(-1);
  }

  @Test
  void carriesAnotherViaOnTop() {
    var via = new Via("TCP", "2001:db8::1", 5060, "z9hG4bK1", Map.of());
    var sent = invite.withTopVia(via);
    assertThat(sent.viaCount()).isEqualTo(2);
    assertThat(sent.topVia()).isEqualTo(via);
    assertThat(Samples.request(Samples.text(sent)).topVia()).isEqualTo(via);
    assertThat(invite.viaCount()).isEqualTo(1);
  }

  @Test
  void isBuiltFromParts() {
    var built =
        SipRequest.builder("BYE", "sip:1002@192.0.2.11")
            .from(NameAddress.of("sip:1001@acme.test").withParameter("tag", "a"))
            .to(NameAddress.of("sip:1002@acme.test"))
            .toTag("b")
            .callId("c1")
            .cseq(7)
            .route(List.of("<sip:p1.test;lr>", "<sip:p2.test;lr>"))
            .header("Reason", "Q.850;cause=16")
            .build();
    assertThat(Samples.text(built))
        .isEqualTo(
            """
            BYE sip:1002@192.0.2.11 SIP/2.0
            From: <sip:1001@acme.test>;tag=a
            To: <sip:1002@acme.test>;tag=b
            Call-ID: c1
            CSeq: 7 BYE
            Route: <sip:p1.test;lr>
            Route: <sip:p2.test;lr>
            Reason: Q.850;cause=16
            Max-Forwards: 70
            Content-Length: 0

            """);
  }

  @Test
  void aBuilderStartsFromAnotherRequest() {
    var changed =
        invite.toBuilder().maxForwards(69).replace("User-Agent", "Tandem").remove("k").build();
    assertThat(changed.maxForwards()).isEqualTo(69);
    assertThat(changed.header("User-Agent")).isEqualTo("Tandem");
    assertThat(changed.header("Supported")).isNull();
    assertThat(changed.body()).isEqualTo(invite.body());
  }
}
