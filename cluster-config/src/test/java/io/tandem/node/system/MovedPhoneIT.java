package io.tandem.node.system;

import static io.tandem.node.system.Talk.SOON;
import static io.tandem.node.system.Talk.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.node.Lane;
import io.tandem.node.TestNode;
import io.tandem.phone.PhoneCall;
import io.tandem.phone.model.CallState;
import io.tandem.phone.model.IncomingBehaviour;
import io.tandem.sip.transport.Transport;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A phone that changes its network while it rings or talks is reached where it is now. */
@ExtendWith(NodeAtRest.class)
@ResourceLock(Lane.SHARED_NODE)
class MovedPhoneIT {
  private final TestNode node = TestNode.shared();
  private final TestTenant tenant = TestTenant.create(node);

  @AfterEach
  void close() {
    tenant.close();
  }

  private MovingPhone phone(Transport transport) throws IOException {
    return new MovingPhone(tenant, node.sip(transport), transport).moves();
  }

  @Test
  void aPhoneThatReconnectsWhileItRingsGetsItsAckAndItsBye() throws IOException {
    try (var bob = phone(Transport.TCP)) {
      PhoneCall call = tenant.registered("1001").call("1802");
      String invite = bob.receive("INVITE");
      bob.answer(invite, "180 Ringing");
      call.await(CallState.RINGING, SOON);
      bob.moves();
      bob.answer(invite, "200 OK");
      bob.receive("ACK");
      call.await(CallState.ANSWERED, SOON);
      var hungUp = call.hangUp();
      bob.answer(bob.receive("BYE"), "200 OK");
      expect(200, hungUp);
    }
    tenant.cdr().ended("ANSWERED", "CALLER_HANGUP", 200);
  }

  @Test
  void aPhoneThatReconnectsWhileItRingsGetsItsCancel() throws IOException {
    try (var bob = phone(Transport.TCP)) {
      PhoneCall call = tenant.registered("1001").call("1802");
      String invite = bob.receive("INVITE");
      bob.answer(invite, "180 Ringing");
      call.await(CallState.RINGING, SOON);
      bob.moves();
      var cancelled = call.cancel();
      bob.answer(bob.receive("CANCEL"), "200 OK");
      bob.answer(invite, "487 Request Terminated");
      bob.receive("ACK");
      expect(200, cancelled);
    }
    tenant.cdr().ended("CANCELLED", "CANCELLED", 487);
  }

  /** The answer belongs to the INVITE's transaction, whose way back is no more. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void aCallerThatMovesBeforeTheAnswerGetsIt(Transport transport) throws IOException {
    try (var alice = phone(transport)) {
      var callee = tenant.registered("1001");
      Talk.await(callee.onIncoming(IncomingBehaviour.manual()));
      alice.calls("1001");
      var ringing = callee.awaitIncoming(SOON);
      Talk.await(ringing.ring());
      alice.receive("SIP/2.0 180");
      alice.moves();
      ringing.answer();
      alice.acknowledges(alice.receive("SIP/2.0 200"));
      ringing.await(CallState.ANSWERED, SOON);
      var hungUp = ringing.hangUp();
      alice.answer(alice.receive("BYE"), "200 OK");
      Talk.await(hungUp);
    }
    tenant.cdr().ended("ANSWERED", "CALLEE_HANGUP", 200);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void theByeReachesAPhoneThatRegisteredFromElsewhereDuringTheCall(Transport transport)
      throws IOException {
    try (var bob = phone(transport)) {
      PhoneCall call = tenant.registered("1001").call("1802");
      bob.answer(bob.receive("INVITE"), "200 OK");
      bob.receive("ACK");
      call.await(CallState.ANSWERED, SOON);
      bob.moves();
      CompletableFuture<?> hungUp = call.hangUp();
      String bye = bob.receive("BYE");
      assertThat(bye).contains(";tag=moving");
      bob.answer(bye, "200 OK");
      Talk.await(hungUp);
    }
    tenant.cdr().ended("ANSWERED", "CALLER_HANGUP", 200);
  }
}
