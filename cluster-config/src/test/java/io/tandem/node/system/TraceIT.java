package io.tandem.node.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.node.Lane;
import io.tandem.node.TestNode;
import io.tandem.phone.Phone;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A running node's SIP is traced for a tenant, and nothing of another's is shown. */
@ExtendWith(NodeAtRest.class)
@ResourceLock(Lane.SHARED_NODE)
class TraceIT {
  private final TestNode node = TestNode.shared();

  @Test
  void aCallOfTheTenantIsShownWithoutWhatIsSecret() {
    try (var tenant = TestTenant.create(node);
        var other = TestTenant.create(node)) {
      Phone alice = tenant.registered("1001");
      Phone bob = tenant.registered("1802");
      var trace =
          node.api()
              .post(tenant.path("/traces"), Map.of("duration", "PT1M"))
              .expect(201)
              .body()
              .get("id")
              .asText();

      Talk.between(alice, bob).end();
      other.registered("1001");

      String shown = node.api().text(tenant.path("/traces/" + trace + "/pcap"));
      assertThat(shown)
          .contains(
              "INVITE sip:",
              "SIP/2.0 200",
              "BYE sip:",
              "Proxy-Authorization: Digest response=\"***\"")
          .doesNotContainPattern("response=\"[^*]")
          .doesNotContain(other.domain());
      node.api().delete(tenant.path("/traces/" + trace)).expect(204);
    }
  }
}
