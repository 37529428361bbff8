package io.tandem.node.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.node.TestNode;
import io.tandem.phone.Phone;
import io.tandem.phone.PhoneCall;
import io.tandem.phone.model.CallState;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Calls between two registered phones, from dialling to their records. */
@ExtendWith(NodeAtRest.class)
class CallIT {
  private static final Duration SOON = Duration.ofSeconds(5);

  private TestTenant tenant;
  private Phone alice;
  private Phone bob;

  @BeforeEach
  void register() {
    tenant = TestTenant.create(TestNode.shared());
    alice = tenant.registered("1001");
    bob = tenant.registered("1802");
  }

  @AfterEach
  void switchOff() {
    tenant.close();
  }

  @Test
  void bothHearEachOtherUntilTheCallerHangsUp() {
    PhoneCall call = alice.call("1802");
    PhoneCall answered = bob.awaitIncoming(SOON);
    Phone.await(answered.ring(), SOON);
    call.await(CallState.RINGING, SOON);
    Phone.await(answered.answer(), SOON);
    call.await(CallState.ANSWERED, SOON);
    call.awaitTone(1802, SOON);
    answered.awaitTone(1001, SOON);
    Phone.await(call.hangUp(), SOON);
    answered.awaitEnd(SOON);

    assertThat(tenant.cdr().ended("ANSWERED", "CALLER_HANGUP", 200).between("1001", "1802").legs())
        .hasSize(2);
  }
}
