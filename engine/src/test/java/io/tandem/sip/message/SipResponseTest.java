package io.tandem.sip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SipResponseTest {
  private static final String FROM = "From: \"Alice\" <sip:1001@acme.test>;tag=1928301774";

  private final SipRequest invite =
      Samples.request(
          Samples.invite(
              FROM,
              """
              Via: SIP/2.0/TCP p1.test;branch=z9hG4bK-1, SIP / 2.0 / UDP p2.test;branch=z9hG4bK-2
              Record-Route: <sip:p1.test;lr>
              Record-Route: <sip:p2.test;lr>
              Timestamp: 54
              f: sip:1001@acme.test;tag=1928301774"""));

  @Test
  void copiesWhatBelongsToTheTransactionAsReceived() {
    assertThat(Samples.text(SipResponse.to(invite, 100).build()))
        .isEqualTo(
            """
            SIP/2.0 100 Trying
            Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK776asdhds;rport
            Via: SIP/2.0/TCP p1.test;branch=z9hG4bK-1
            Via: SIP / 2.0 / UDP p2.test;branch=z9hG4bK-2
            From: sip:1001@acme.test;tag=1928301774
            To: <sip:1002@acme.test>
            Call-ID: a84b4c76e66710@192.0.2.10
            CSeq: 314159 INVITE
            Timestamp: 54
            Content-Length: 0

            """);
  }

  @Test
  void copiesRecordRouteWhereADialogBegins() {
    var ringing = SipResponse.to(invite, 180).toTag("x").build();
    assertThat(ringing.headers("Record-Route"))
        .containsExactly("<sip:p1.test;lr>", "<sip:p2.test;lr>");
    assertThat(ringing.toTag()).isEqualTo("x");
    assertThat(SipResponse.to(invite, 486).build().recordRoutes()).isEmpty();
  }

  @Test
  void tagsToTheSameWayEachTime() {
    String tag = SipResponse.to(invite, 503).build().toTag();
    assertThat(tag).isNotEmpty();
    assertThat(SipResponse.to(invite, 503).build().toTag()).isEqualTo(tag);
  }

  @Test
  void keepsTheTagOfARequestInADialog() {
    var inDialog = invite.toBuilder().toTag("mine").build();
    var ok = SipResponse.to(inDialog, 200).build();
    assertThat(ok.toTag()).isEqualTo("mine");
    assertThat(ok.recordRoutes()).isEmpty();
  }

  @Test
  void losesOneViaAtATime() {
    var response = SipResponse.to(invite, 200).build().withoutTopVia();
    assertThat(response.viaCount()).isEqualTo(2);
    assertThat(response.topVia().host()).isEqualTo("p1.test");
    assertThat(response.topVia().transport()).isEqualTo("TCP");
  }

  @Test
  void hasReasonPhraseAndBody() {
    var response =
        SipResponse.to(invite, 299).reason("Fine").body("text/plain", new byte[] {'x'}).build();
    var read = Samples.response(Samples.text(response));
    assertThat(read.status()).isEqualTo(299);
    assertThat(read.reason()).isEqualTo("Fine");
    assertThat(read.body()).containsExactly('x');
    assertThat(List.of(SipResponse.to(invite, 404).build().reason(), ReasonPhrases.of(699)))
        .containsExactly("Not Found", "Global Failure");
  }

  @Test
  void refusesAStatusThatIsNone() {
    assertThatThrownBy(() -> SipResponse.to(invite, 700))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
