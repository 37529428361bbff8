package io.tandem.node.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tandem.node.Lane;
import io.tandem.node.TestNode;
import io.tandem.phone.Phone;
import io.tandem.phone.PhoneCall;
import io.tandem.phone.model.CallState;
import io.tandem.sip.transport.Transport;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A real softphone registers, is called, and is heard. */
@ExtendWith(NodeAtRest.class)
@RequiresProgram(value = "baresip", debian = "baresip-core")
@ResourceLock(Lane.SHARED_NODE)
class BaresipIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int TONE = 600;

  @TempDir Path folder;

  @Test
  void isRegisteredCalledHeardAndHungUp() throws Exception {
    TestNode node = TestNode.shared();
    try (var tenant = TestTenant.create(node)) {
      var identity = new Baresip.Identity("1003", tenant.domain(), "baresip-secret-1003");
      tenant.extension("1003", identity.password());
      Phone caller = tenant.registered("1001");
      try (var softphone = Baresip.start(folder, node.sip(Transport.UDP), identity, TONE)) {
        await()
            .atMost(SOON)
            .untilAsserted(
                () ->
                    assertThat(
                            tenant.get("/registrations").get("items").findValuesAsText("extension"))
                        .as(softphone.log())
                        .contains("1003"));
        PhoneCall call = caller.call("1003");
        call.await(CallState.ANSWERED, SOON);
        call.awaitTone(TONE, SOON);
        Phone.await(call.hold(), SOON);
        Phone.await(call.resume(), SOON);
        call.awaitTone(TONE, SOON);
        Phone.await(call.hangUp(), SOON);
      }
      var record = tenant.cdr().ended("ANSWERED", "CALLER_HANGUP", 200).between("1001", "1003");
      for (var leg : record.legs()) {
        assertThat(leg.path("media").path("packets_from").asLong()).isPositive();
      }
    }
  }
}
