package io.tandem.node.system;

import static io.tandem.node.system.Talk.SOON;
import static io.tandem.node.system.Talk.await;
import static io.tandem.node.system.Talk.expect;
import static io.tandem.node.system.Talk.received;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.node.Lane;
import io.tandem.node.TestNode;
import io.tandem.phone.Phone;
import io.tandem.phone.PhoneCall;
import io.tandem.phone.model.CallOptions;
import io.tandem.phone.model.IncomingBehaviour;
import io.tandem.phone.model.RequestSpec;
import io.tandem.phone.model.SipReply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Calls and requests that are refused, by what they are, by whose they are, and by limits. */
@ExtendWith(NodeAtRest.class)
@ResourceLock(Lane.SHARED_NODE)
class RefusalIT {
  private final TestNode node = TestNode.shared();
  private TestTenant tenant;
  private Phone alice;
  private Phone bob;

  private void phones(Map<String, Object> properties) {
    tenant = TestTenant.create(node, properties);
    alice = tenant.registered("1001");
    bob = tenant.registered("1802");
  }

  @AfterEach
  void nobodyRang() {
    assertThat(bob.waitingCalls()).isZero();
    tenant.close();
  }

  private PhoneCall refused(int status, CallOptions options, String target) {
    PhoneCall call = alice.call(target, options);
    assertThat(call.awaitEnd(SOON).status()).isEqualTo(status);
    return call;
  }

  @Test
  void requestsThatMayGoNoFurther() {
    phones(Map.of());
    refused(483, CallOptions.DEFAULT.withMaxForwards(0), "1802");
    PhoneCall call = refused(420, CallOptions.DEFAULT.withHeader("Require", "replaces"), "1802");
    assertThat(received(call, "SIP/2.0 420").get(0).text()).contains("Unsupported: replaces");
    SipReply unknown = expect(405, alice.send(RequestSpec.to("DANCE", "1802")));
    assertThat(String.join(",", unknown.header("Allow"))).contains("INVITE", "REGISTER");
    expect(481, alice.send(RequestSpec.to("BYE", "1802")));
    assertThat(tenant.get("/cdrs").get("items")).as("nobody was authenticated").isEmpty();
  }

  @Test
  void optionsOutsideOfADialogTellsWhatWeImplement() {
    phones(Map.of());
    SipReply reply = expect(200, alice.options("sip:" + tenant.domain()));
    assertThat(String.join(",", reply.header("Allow"))).contains("INVITE");
    assertThat(reply.header("Accept")).contains("application/sdp");
  }

  @Test
  void aFromThatIsNotTheCallersOwn() {
    phones(Map.of());
    refused(403, CallOptions.DEFAULT.withFrom("sip:1802@" + tenant.domain()), "1802");
    tenant.cdr().between("1001", "1802").ended("FAILED", "FAILED", 403);
  }

  @Test
  void anotherTenantsNumberIsNobodys() {
    phones(Map.of());
    try (var other = TestTenant.create(node)) {
      Phone stranger = other.registered("1303");
      refused(404, CallOptions.DEFAULT, "sip:1303@" + other.domain());
      refused(404, CallOptions.DEFAULT, "sip:1303@nobody.example");
      refused(404, CallOptions.DEFAULT, "1303");
      assertThat(stranger.waitingCalls()).isZero();
      assertThat(other.get("/cdrs").get("items")).isEmpty();
    }
    assertThat(tenant.cdrs(3)).hasSize(3);
  }

  @Test
  void moreConcurrentCallsThanTheLimitAndAgainWhenOneEnds() {
    phones(Map.of("limits", Map.of("concurrent_calls", 1)));
    Talk talk = Talk.between(alice, bob);
    assertThat(tenant.get("/usage").toString()).contains("\"concurrent_calls\":{\"used\":1");
    PhoneCall second = refused(503, CallOptions.DEFAULT, "1802");
    assertThat(received(second, "SIP/2.0 503").get(0).text()).contains("Retry-After: 5");
    new TestTenant.Record(tenant.cdrs(1).get(0)).ended("FAILED", "LIMIT", 503);
    talk.end();
    Talk.between(alice, bob).end();
    assertThat(tenant.cdrs(3)).hasSize(3);
  }

  @Test
  void moreCallsPerSecondThanTheLimit() {
    phones(Map.of("limits", Map.of("calls_per_second", 1)));
    await(bob.onIncoming(IncomingBehaviour.busy()));
    PhoneCall first = alice.call("1802");
    PhoneCall second = alice.call("1802");
    var statuses = List.of(first.awaitEnd(SOON).status(), second.awaitEnd(SOON).status());
    assertThat(statuses).containsExactlyInAnyOrder(486, 503);
    assertThat(bob.awaitIncoming(SOON).awaitEnd(SOON).status()).isEqualTo(486);
    assertThat(tenant.cdrs(2))
        .extracting(cdr -> cdr.get("end_reason").asText())
        .containsExactlyInAnyOrder("BUSY", "LIMIT");
  }

  @Test
  void moreExtensionsThanTheLimit() {
    phones(Map.of("limits", Map.of("extensions", 2)));
    var reply = tenant.createExtension("1303");
    assertThat(reply.status()).as(reply.body().toString()).isEqualTo(422);
    assertThat(reply.body().get("code").asText()).isEqualTo("LIMIT_REACHED");
    assertThat(tenant.get("/usage").toString()).contains("\"extensions\":{\"used\":2,\"limit\":2");
  }

  @Test
  void aSuspendedTenantNeitherCallsNorRegistersUntilItIsResumed() {
    phones(Map.of());
    node.api().patch(tenant.path(""), Map.of("status", "SUSPENDED")).expect(200);
    refused(503, CallOptions.DEFAULT, "1802");
    tenant.cdr().ended("FAILED", "FAILED", 503);
    var reply = expect(503, alice.register(Duration.ofMinutes(5)));
    assertThat(reply.header("Retry-After")).containsExactly("60");
    node.api().patch(tenant.path(""), Map.of("status", "ACTIVE")).expect(200);
    Talk.between(alice, bob).end();
    assertThat(tenant.cdrs(2)).hasSize(2);
  }

  @Test
  void descriptionsThatWeCannotServe() {
    phones(Map.of());
    expect(488, invite("m=audio 40000 RTP/SAVP 0\r\n"));
    expect(488, invite(""));
    var loop = expect(488, invite("m=audio %d RTP/AVP 0\r\n".formatted(node.mediaPort())));
    assertThat(loop.header("Warning")).singleElement().asString().contains("399");
    expect(400, alice.send(request().withBody("application/sdp", "nonsense")));
    expect(415, alice.send(request().withBody("text/plain", "hello")));
    assertThat(tenant.cdrs(5))
        .extracting(cdr -> cdr.get("sip_status").asInt())
        .containsExactly(415, 400, 488, 488, 488);
  }

  @Test
  void aCodecThatOnlyTheCallerHasIsTheCalleesToRefuse() {
    phones(Map.of());
    await(bob.onIncoming(IncomingBehaviour.answerAfter(Duration.ZERO)));
    refused(488, CallOptions.DEFAULT.withCodecs("PCMA"), onlyPcmu().settings().user());
    tenant.cdr().ended("FAILED", "FAILED", 488);
  }

  private Phone onlyPcmu() {
    Phone carol = tenant.registered("1303", settings -> settings.codecs("PCMU"));
    await(carol.onIncoming(IncomingBehaviour.answerAfter(Duration.ZERO)));
    return carol;
  }

  private CompletableFuture<SipReply> invite(String media) {
    String session = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n";
    return alice.send(request().withBody("application/sdp", session + media));
  }

  private static RequestSpec request() {
    return RequestSpec.to("INVITE", "1802");
  }
}
