package io.tandem.node.system;

import static io.tandem.node.system.RawSip.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tandem.node.Lane;
import io.tandem.node.TestNode;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What users of other systems reported, played word for word against a whole node. */
@ExtendWith(NodeAtRest.class)
@ResourceLock(Lane.SHARED_NODE)
class ReportedCasesIT {
  private static final TestNode NODE = TestNode.shared();
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String SDP = "Content-Type: application/sdp";
  private static final String AUDIO = "m=audio 40000 RTP/AVP 0";

  private TestTenant tenant;
  private ScriptedPhone alice;
  private ScriptedPhone bob;

  @BeforeEach
  void register() throws IOException {
    tenant = TestTenant.create(NODE);
    alice = ScriptedPhone.registered(NODE, tenant, "1001");
    bob = ScriptedPhone.registered(NODE, tenant, "1802");
  }

  @AfterEach
  void close() {
    tenant.awaitNoCalls();
    alice.close();
    bob.close();
    tenant.close();
  }

  private String multipart(String sdp) {
    return "--Aa-1\r\nContent-Type: application/pidf+xml\r\n\r\n<presence/>\r\n"
        + "--Aa-1\r\nContent-Type: application/sdp\r\n\r\n"
        + sdp
        + "\r\n--Aa-1--\r\n";
  }

  private void hangUp(String invite, String ok, long cseq) throws IOException {
    alice.send(alice.inDialog("BYE", cseq, invite, ok));
    alice.receive("SIP/2.0 200");
    String bye = bob.receive("BYE");
    bob.send(bob.answer(bye, 200, "", ""));
  }

  /** Cases 38 and 39, and 59 within the same call. */
  @Test
  void aDescriptionInsideOfAMultipartBodyBothWaysAndAHoldByPort0() throws IOException {
    String mixed = "Content-Type: Multipart / Mixed ;boundary=\"Aa-1\"";
    String invite = alice.invite(bob, mixed, multipart(alice.sdp(AUDIO)));
    String received = bob.receive("INVITE");
    assertThat(header(received, "Content-Type")).isEqualTo("application/sdp");
    assertThat(received).contains("m=audio").doesNotContain("presence");
    bob.send(bob.answer(received, 200, mixed, multipart(bob.sdp(AUDIO))));
    String ok = alice.receive("SIP/2.0 200");
    assertThat(header(ok, "Content-Type")).isEqualTo("application/sdp");
    alice.send(alice.acknowledgement(invite, ok));
    bob.receive("ACK");

    String stopped = "m=audio 0 RTP/AVP 0";
    String hold =
        ScriptedPhone.with(alice.inDialog("INVITE", 3, invite, ok), SDP, alice.sdp(stopped));
    alice.send(hold);
    String held = bob.receive("INVITE");
    assertThat(held).contains("m=audio 0 ");
    bob.send(bob.answer(held, 200, SDP, bob.sdp(stopped)));
    String agreed = alice.receive("SIP/2.0 200");
    assertThat(agreed).contains("m=audio 0 ");
    alice.send(alice.acknowledgement(hold, agreed));
    bob.receive("ACK");
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(tenant.calls().get(0).get("state").asText()).isEqualTo("HELD"));
    hangUp(invite, ok, 4);
    tenant.cdr().ended("ANSWERED", "CALLER_HANGUP", 200);
  }

  /**
   * The first word of a callee whose description names an address behind its NAT, and of the
   * caller.
   */
  @Test
  void aCalleeBehindNatIsHeardAndHearsFromItsFirstPacketOn() throws IOException {
    try (var hers = new RtpSocket();
        var his = new RtpSocket()) {
      String invite = alice.invite(bob, SDP, alice.sdp("m=audio " + hers.port() + " RTP/AVP 0"));
      String received = bob.receive("INVITE");
      String natted = bob.sdp(AUDIO).replace("127.0.0.1", "192.168.77.20");
      bob.send(bob.answer(received, 200, SDP, natted));
      String ok = alice.receive("SIP/2.0 200");
      alice.send(alice.acknowledgement(invite, ok));
      bob.receive("ACK");

      his.send(received, 1);
      assertThat(hers.sequence()).isEqualTo(1);
      hers.send(ok, 7);
      assertThat(his.sequence()).isEqualTo(7);
      hangUp(invite, ok, 3);
    }
    tenant.cdr().ended("ANSWERED", "CALLER_HANGUP", 200);
  }

  /** Case 46. */
  @Test
  void whoCallsAsNobodyIsNobodyToTheCalleeAndKnownToTheRecord() throws IOException {
    String anonymous = "<sip:anonymous@anonymous.invalid>;tag=caller";
    String from = "From: <" + alice.address() + ">;tag=caller";
    String invite =
        ScriptedPhone.with(
                alice.request("INVITE", bob.address(), "caller", 1, bob.address()),
                "Privacy: id\r\n" + SDP,
                alice.sdp(AUDIO))
            .replace(from, "From: " + anonymous);
    alice.send(invite);
    String challenge = alice.receive("SIP/2.0 407");
    alice.send(alice.acknowledgement(invite, challenge));
    alice.send(alice.authorized(invite, challenge)); // case 20: the CSeq is the same
    String received = bob.receive("INVITE");
    assertThat(header(received, "From"))
        .startsWith("\"Anonymous\" <sip:anonymous@anonymous.invalid>");
    assertThat(received).doesNotContain("1001").doesNotContain("Asserted");
    bob.send(bob.answer(received, 486, "", ""));
    alice.receive("SIP/2.0 486");
    assertThat(tenant.cdr().json().get("caller").asText()).isEqualTo("1001");
  }

  /** Case 50. */
  @Test
  void anInviteThatExpiresStopsThePhones() throws IOException {
    String invite = alice.invite(bob, "Expires: 1\r\n" + SDP, alice.sdp(AUDIO));
    String received = bob.receive("INVITE");
    bob.send(bob.answer(received, 180, "", ""));
    String cancel = bob.receive("CANCEL");
    bob.send(bob.answer(cancel, 200, "", ""));
    bob.send(bob.answer(received, 487, "", ""));
    String expired = alice.receive("SIP/2.0 487");
    alice.send(alice.acknowledgement(invite, expired));
    tenant.cdr();
  }

  /** Snom and Cisco phones do so by their settings; their Contact says where they listen. */
  @Test
  void aCallerThatSendsFromAnotherPortThanItListensOnHearsItsCallEnd() throws IOException {
    alice.sendsFromElsewhere();
    String invite = alice.invite(bob, SDP, alice.sdp(AUDIO));
    String received = bob.receive("INVITE");
    bob.send(bob.answer(received, 200, SDP, bob.sdp(AUDIO)));
    String ok = alice.receive("SIP/2.0 200");
    alice.send(alice.acknowledgement(invite, ok));
    bob.receive("ACK");

    String id = tenant.calls().get(0).get("id").asText();
    NODE.api().delete(tenant.path("/calls/" + id)).expect(204);
    String bye = bob.receive("BYE");
    bob.send(bob.answer(bye, 200, "", ""));
    String hers = alice.receive("BYE");
    alice.send(alice.answer(hers, 200, "", ""));
    tenant.cdr();
  }

  /** Case 80. */
  @Test
  void anAnswerThatDoesNotFitTheOfferEndsItsForkWithAReason() throws IOException {
    String invite = alice.invite(bob, SDP, alice.sdp(AUDIO));
    String received = bob.receive("INVITE");
    bob.send(bob.answer(received, 200, SDP, bob.sdp("m=audio 40000 RTP/SAVP 0")));
    bob.receive("ACK");
    String bye = bob.receive("BYE");
    assertThat(header(bye, "Reason")).contains("488");
    bob.send(bob.answer(bye, 200, "", ""));
    String refused = alice.receive("SIP/2.0 488");
    alice.send(alice.acknowledgement(invite, refused));
    tenant.cdr().ended("FAILED", "FAILED", 488);
  }
}
