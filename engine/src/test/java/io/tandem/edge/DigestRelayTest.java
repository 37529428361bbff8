package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.id.Extension;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A stranger calls a phone directly, has it send a re-INVITE (by being put on hold), challenges
 * that with a nonce he has just got from us, and sends us an INVITE of his own with the response.
 */
class DigestRelayTest extends EdgeAndPhone {
  private static final String CONTACT = "<sip:1001@127.0.0.1:5062>";
  private TestPhone stranger;

  @BeforeEach
  void connect() throws Exception {
    stranger = new TestPhone(node.address(), InetAddress.getByName("127.66.6.6"));
    var registered =
        phone.askAs("1001", "secret-1001", Draft.register(), Draft.register(CONTACT).cseq(2));
    assertThat(registered.status()).isEqualTo(200);
  }

  @AfterEach
  void disconnect() {
    stranger.close();
  }

  private void callsComeFromRegisteredNetworks() {
    node.directory.change(profile -> profile.withSettings(FakeDirectory.callsFrom(true)));
  }

  /** The stranger's INVITE to 1002, with what the victim has signed for {@code signedUri}. */
  private SipResponse relayed(TestPhone who, String signedUri) {
    String nonce = who.ask(Draft.invite("1002")).header("Proxy-Authenticate");
    String signed = TestPhone.signed(nonce, "1001", "secret-1001", "INVITE", signedUri, 1);
    return who.ask(Draft.invite("1002").cseq(2).header("Proxy-Authorization", signed));
  }

  private void isPut(TestPhone who, String signedUri) throws Exception {
    String nonce = who.ask(Draft.invite("1002")).header("Proxy-Authenticate");
    String signed = TestPhone.signed(nonce, "1001", "secret-1001", "INVITE", signedUri, 1);
    who.send(Draft.invite("1002").cseq(2).header("Proxy-Authorization", signed));
    assertThat(started().dialled()).isEqualTo("1002");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sip:stranger@127.66.6.6:5060",
        "sip:1002@127.66.6.6",
        "sip:stranger@a.example",
        "sip:a.example",
        "tel:+1002",
        "nonsense"
      })
  void whatWasSignedForAnotherTargetIsRefused(String signedUri) {
    var refusal = relayed(stranger, signedUri);

    assertThat(refusal.status()).isEqualTo(403);
    assertThat(refusal.header("Warning")).contains("another request");
    assertThat(node.told).isEmpty();
    assertThat(node.records).hasSize(1);
  }

  /** With his own Contact {@code sip:1002@a.example} the stranger has that signed, too. */
  @Test
  void whatFitsIsRefusedFromWhereTheExtensionIsNotRegistered() {
    callsComeFromRegisteredNetworks();
    var refusal = relayed(stranger, "sip:1002@a.example");

    assertThat(refusal.status()).isEqualTo(403);
    assertThat(refusal.header("Warning")).contains("No registration from this network");
    assertThat(node.count("tandem.sip.refused", "cause", "network")).isEqualTo(1);
    assertThat(node.told).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sip:1002@a.example",
        "sip:1002@A.Example:5060;transport=udp",
        "sips:1002@a.example",
        "sip:100%32@a.example"
      })
  void theSameTargetMayBeWrittenInAnotherWay(String signedUri) throws Exception {
    isPut(stranger, signedUri);
  }

  @Test
  void aProxyMayRewriteTheTargetOnTheFlowOfTheRegistration() throws Exception {
    callsComeFromRegisteredNetworks();
    isPut(phone, "sip:1002@proxy.example");
    try (var beside = node.phone()) {
      assertThat(relayed(beside, "sip:1002@proxy.example").status()).isEqualTo(403);
    }
  }

  @Test
  void aPhoneCallsFromTheNetworkWhereItIsRegistered() throws Exception {
    callsComeFromRegisteredNetworks();
    isPut(phone, "sip:1002@a.example");
    try (var behindTheSameNat = node.phone()) {
      isPut(behindTheSameNat, "sip:1002@a.example");
    }
  }

  @Test
  void onceItsRegistrationHasEndedItCallsNoMore() {
    callsComeFromRegisteredNetworks();
    var gone = Draft.register(CONTACT).cseq(4).header("Expires", "0");
    assertThat(phone.askAs("1001", "secret-1001", Draft.register().cseq(3), gone).status())
        .isEqualTo(200);

    assertThat(relayed(phone, "sip:1002@a.example").status()).isEqualTo(403);
  }

  /** Another node has registered it: the registrar knows, and is asked once. */
  @Test
  void theRegistrarKnowsWhatThisNodeDoesNot() throws Exception {
    callsComeFromRegisteredNetworks();
    var live = new LiveRegistrations(node.clock, 10);
    var origins = new CallOrigins(live, new Whereabouts(live, node.registrar, node.clock));
    var invite =
        (SipRequest) TestPhone.parse(Draft.invite("1002").print("127.0.0.1:" + phone.port()));
    isPut(phone, "sip:1002@a.example");
    var flow =
        node.registrar
            .lookup(FakeDirectory.TENANT, new Extension("1001"))
            .toCompletableFuture()
            .join()
            .get(0)
            .flow();
    var tenant = node.directory.find(FakeDirectory.TENANT);
    var caller = tenant.extension(new Extension("1001"));
    var origin = new CallOrigins.Origin(tenant, caller, invite, "sip:1002@a.example", flow);

    assertThat(origins.isFine(origin)).isFalse();
    assertThat(origins.ask(origin).toCompletableFuture().join()).isEmpty();
    assertThat(List.of(origins.isFine(origin), live.of(tenant.id(), caller.number(), flow)))
        .containsExactly(true, LiveRegistrations.Nearness.FLOW);
  }

  /** An administrator, or another node, has ended it: this node was not told. */
  @Test
  void aRegistrationThatWasEndedElsewhereCountsForMinutesOnly() throws Exception {
    callsComeFromRegisteredNetworks();
    isPut(phone, "sip:1002@a.example");
    node.registrar
        .removeAll(FakeDirectory.TENANT, new Extension("1001"))
        .toCompletableFuture()
        .join();
    node.clock.now = node.clock.now.plus(LiveRegistrations.CONFIRMED).plusSeconds(1);

    assertThat(relayed(phone, "sip:1002@a.example").status()).isEqualTo(403);
  }
}
