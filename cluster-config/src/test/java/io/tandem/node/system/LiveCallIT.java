package io.tandem.node.system;

import static io.tandem.node.system.Talk.SOON;
import static io.tandem.node.system.Talk.await;
import static io.tandem.node.system.Talk.received;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tandem.node.Lane;
import io.tandem.node.TestNode;
import io.tandem.phone.Phone;
import io.tandem.phone.PhoneCall;
import io.tandem.phone.model.CallState;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Calls that live, as administrators see and end them. */
@ExtendWith(NodeAtRest.class)
@ResourceLock(Lane.SHARED_NODE)
class LiveCallIT {
  private final TestNode node = TestNode.shared();
  private TestTenant tenant;
  private Phone alice;
  private Phone bob;

  @BeforeEach
  void register() {
    tenant = TestTenant.create(node);
    alice = tenant.registered("1001");
    bob = tenant.registered("1802");
  }

  @AfterEach
  void switchOff() {
    tenant.close();
  }

  private JsonNode live(String state) {
    return Awaitility.await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> tenant.calls().path(0), call -> call.path("state").asText().equals(state));
  }

  private int used(String limit) {
    return tenant.get("/usage").get(limit).get("used").asInt();
  }

  @Test
  void aLiveCallIsListedAndCountedUntilItEnds() {
    assertThat(tenant.calls()).isEmpty();
    PhoneCall call = alice.call("1802");
    PhoneCall incoming = bob.awaitIncoming(SOON);
    await(incoming.ring());
    JsonNode ringing = live("RINGING");
    assertThat(ringing.get("caller").asText()).isEqualTo("1001");
    assertThat(ringing.get("callee").asText()).isEqualTo("1802");
    assertThat(ringing.hasNonNull("answered_at")).isFalse();
    await(incoming.answer());
    call.await(CallState.ANSWERED, SOON);
    JsonNode talking = live("TALKING");
    assertThat(talking.hasNonNull("answered_at")).isTrue();
    assertThat(used("concurrent_calls")).isEqualTo(1);
    new Talk(call, incoming).end();

    JsonNode record = tenant.cdr().json();
    assertThat(record.get("id")).isEqualTo(talking.get("id"));
    tenant.awaitNoCalls();
    Awaitility.await().atMost(SOON).until(() -> used("concurrent_calls") == 0);
  }

  @Test
  void anAdministratorEndsACall() {
    Talk talk = Talk.between(alice, bob);
    String id = live("TALKING").get("id").asText();
    node.api().delete(tenant.path("/calls/" + id)).expect(204);
    talk.caller().awaitEnd(SOON);
    talk.callee().awaitEnd(SOON);
    assertThat(received(talk.caller(), "BYE").get(0).text()).contains("Reason: SIP;cause=480");

    tenant.cdr().ended("ANSWERED", "ADMIN_HANGUP", 200);
    assertThat(tenant.get("/cdrs/" + id).get("id").asText()).isEqualTo(id);
    tenant.awaitNoCalls();
    node.api().delete(tenant.path("/calls/" + id)).expect(404);
  }

  @Test
  void noCallLastsLongerThanTheOperatorAllows() {
    tenant.limits("call_duration", "PT1S");
    Talk talk = Talk.between(alice, bob);
    talk.caller().awaitEnd(SOON);
    talk.callee().awaitEnd(SOON);
    for (var call : List.of(talk.caller(), talk.callee())) {
      assertThat(received(call, "BYE").get(0).text()).contains("text=\"Call duration limit\"");
    }
    tenant.cdr().ended("ANSWERED", "LIMIT", 200);
  }

  @Test
  void anAdministratorEndsACallThatRings() {
    PhoneCall call = alice.call("1802");
    PhoneCall incoming = bob.awaitIncoming(SOON);
    await(incoming.ring());
    String id = live("RINGING").get("id").asText();
    node.api().delete(tenant.path("/calls/" + id)).expect(204);
    assertThat(call.awaitEnd(SOON).status()).isEqualTo(480);
    assertThat(incoming.awaitEnd(SOON).status()).isEqualTo(487);
    tenant.cdr().ended("FAILED", "ADMIN_HANGUP", 480);
  }

  @Test
  void anotherTenantsCallIsNobodys() {
    Talk talk = Talk.between(alice, bob);
    String id = live("TALKING").get("id").asText();
    try (var other = TestTenant.create(node)) {
      assertThat(other.calls()).isEmpty();
      node.api().delete(other.path("/calls/" + id)).expect(404);
    }
    talk.audible().end();
    tenant.cdr().ended("ANSWERED", "CALLER_HANGUP", 200);
  }
}
