package io.tandem.node.system;

import static io.tandem.node.system.RawSip.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.node.Lane;
import io.tandem.node.TestNode;
import io.tandem.sip.digest.DigestAlgorithm;
import io.tandem.sip.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The digest relay, on the wire: a stranger has a call with a phone, past us, and the phone
 * re-INVITEs him. He challenges that with a nonce that he has just got from the node, and what the
 * phone signs goes into an INVITE of his own. Phone and stranger are a few lines each, on sockets
 * of their own.
 */
@ExtendWith(NodeAtRest.class)
@ResourceLock(Lane.SHARED_NODE)
class DigestRelayIT {
  private static final Pattern NONCE = Pattern.compile("nonce=\"([^\"]+)\"");

  private final TestNode node = TestNode.shared();
  private TestTenant tenant;
  private RawSip.Udp victim;
  private RawSip.Udp stranger;

  @BeforeEach
  void register() throws IOException {
    var settings = Map.<String, Object>of("calls_from_registered_networks", true);
    tenant = TestTenant.create(node, Map.of("settings", settings));
    tenant.extension("1001").extension("1802");
    victim = new RawSip.Udp(node.sip(Transport.UDP));
    stranger = new RawSip.Udp(node.sip(Transport.UDP), InetAddress.getByName("127.66.6.6"));
    String aor = "sip:1001@" + tenant.domain();
    String contact = "Contact: <sip:1001@127.0.0.1:%d>\r\n".formatted(victim.port());
    String challenge = victim.ask(request("REGISTER", 1, "sip:" + tenant.domain(), aor, contact));
    String signed = "Authorization: " + signed("REGISTER", "sip:" + tenant.domain(), challenge);
    String answer =
        victim.ask(
            request("REGISTER", 2, "sip:" + tenant.domain(), aor, contact + signed + "\r\n"));
    assertThat(answer).startsWith("SIP/2.0 200");
  }

  @AfterEach
  void close() {
    victim.close();
    stranger.close();
    tenant.close();
  }

  /**
   * @param contact what the stranger tells the victim as his Contact, which is what it signs for
   */
  private String attack(String contact) throws IOException {
    String target = "sip:1802@" + tenant.domain();
    String nonce = stranger.ask(invite(1, ""));
    assertThat(nonce).startsWith("SIP/2.0 407");
    acknowledge(nonce);
    stranger.sendTo(
        victim.address(), request("INVITE", 1, "sip:1001@victim", target, contact(contact)));
    String call = victim.receive();
    String remote = header(call, "Contact").replaceAll("[<>]", "");
    victim.sendTo(stranger.address(), request("INVITE", 1, remote, remote, ""));
    stranger.receive();
    stranger.sendTo(victim.address(), nonce);
    String signed = signed("INVITE", remote, victim.receive());
    victim.sendTo(
        stranger.address(),
        request("INVITE", 2, remote, remote, "Proxy-Authorization: " + signed + "\r\n"));
    String stolen = header(stranger.receive(), "Proxy-Authorization");
    String answer = stranger.askFinally(invite(2, "Proxy-Authorization: " + stolen + "\r\n"));
    acknowledge(answer);
    return answer;
  }

  @ParameterizedTest
  @ValueSource(strings = {"sip:stranger@127.66.6.6", "sip:1802@127.66.6.6"})
  void whatThePhoneSignedForTheStrangerIsNoCallThroughUs(String contact) throws IOException {
    assertThat(attack(contact)).startsWith("SIP/2.0 403").contains("another request");
    tenant.cdr().ended("FAILED", "FAILED", 403);
  }

  @Test
  void norIsWhatItSignedForAnAddressOfOurs() throws IOException {
    assertThat(attack("sip:1802@" + tenant.domain()))
        .startsWith("SIP/2.0 403")
        .contains("No registration from this network");
    tenant.cdr().ended("FAILED", "FAILED", 403);
  }

  /** The same INVITE from the phone itself leads on: nobody is registered at its target. */
  @Test
  void thePhoneItselfCalls() throws IOException {
    String challenge = victim.ask(invite(1, ""));
    String signed = signed("INVITE", "sip:1802@" + tenant.domain(), challenge);
    String answer = victim.askFinally(invite(2, "Proxy-Authorization: " + signed + "\r\n"));

    assertThat(answer).startsWith("SIP/2.0 480");
    victim.send(ack(answer));
    tenant.cdrs(1);
  }

  private static String contact(String uri) {
    return "Contact: <" + uri + ">\r\n";
  }

  private String invite(int cseq, String more) {
    String target = "sip:1802@" + tenant.domain();
    return request("INVITE", cseq, target, target, contact("sip:1001@127.66.6.6") + more);
  }

  private String request(String method, int cseq, String uri, String to, String more) {
    return """
        %1$s %2$s SIP/2.0\r
        Via: SIP/2.0/UDP 127.0.0.1:9;rport;branch=z9hG4bK-%1$s-%3$d-%4$s\r
        Max-Forwards: 70\r
        From: <sip:1001@%4$s>;tag=t\r
        To: <%5$s>\r
        Call-ID: relay-%1$s-%4$s\r
        CSeq: %3$d %1$s\r
        %6$sContent-Length: 0\r
        \r
        """
        .formatted(method, uri, cseq, tenant.domain(), to, more);
  }

  private void acknowledge(String refusal) throws IOException {
    stranger.send(ack(refusal));
  }

  private String ack(String refusal) {
    int cseq = Integer.parseInt(header(refusal, "CSeq").split(" ")[0]);
    String target = "sip:1802@" + tenant.domain();
    return request("INVITE", cseq, target, target, "")
        .replace("INVITE sip:", "ACK sip:")
        .replace(" INVITE\r\n", " ACK\r\n")
        .replaceFirst("To: .*\r\n", "To: " + header(refusal, "To") + "\r\n");
  }

  /** What the phone of 1001 answers a challenge with. */
  private String signed(String method, String uri, String challenge) {
    var nonce = NONCE.matcher(challenge);
    assertThat(nonce.find()).as(challenge).isTrue();
    var md5 = DigestAlgorithm.MD5;
    String ha1 = md5.ha1("1001", tenant.domain(), tenant.password("1001"));
    String ha2 = hash(method + ":" + uri);
    String response = hash(String.join(":", ha1, nonce.group(1), "00000001", "c", "auth", ha2));
    return ("Digest username=\"1001\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", response=\"%s\","
            + " algorithm=MD5, cnonce=\"c\", qop=auth, nc=00000001")
        .formatted(tenant.domain(), nonce.group(1), uri, response);
  }

  private static String hash(String text) {
    try {
      var md5 = MessageDigest.getInstance("MD5");
      return HexFormat.of().formatHex(md5.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
