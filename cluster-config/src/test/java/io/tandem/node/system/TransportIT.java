package io.tandem.node.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.node.Lane;
import io.tandem.node.TestNode;
import io.tandem.phone.Phone;
import io.tandem.phone.model.PhoneSettings;
import io.tandem.phone.model.Transport;
import java.net.InetSocketAddress;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Phones that signal over TCP, or live on IPv6, alone and with others. */
@ExtendWith(NodeAtRest.class)
@ResourceLock(Lane.SHARED_NODE)
class TransportIT {
  private static final TestNode NODE = TestNode.shared();

  private static UnaryOperator<PhoneSettings.Builder> over(Transport transport, boolean six) {
    var wanted = io.tandem.sip.transport.Transport.valueOf(transport.name());
    InetSocketAddress at = six ? NODE.sip6(wanted) : NODE.sip(wanted);
    return settings ->
        settings
            .transport(transport)
            .bindAddress(six ? "::1" : "127.0.0.1")
            .proxy(six ? "[::1]" : "127.0.0.1", at.getPort());
  }

  @ParameterizedTest
  @CsvSource({"TCP,TCP", "TCP,UDP", "UDP,TCP"})
  void anyTransportTalksToAnyOther(Transport first, Transport second) {
    try (var tenant = TestTenant.create(NODE)) {
      Phone alice = tenant.registered("1001", over(first, false));
      Phone bob = tenant.registered("1802", over(second, false));
      for (var registration : tenant.get("/registrations").get("items")) {
        boolean caller = registration.get("extension").asText().equals("1001");
        assertThat(registration.get("transport").asText())
            .isEqualTo((caller ? first : second).name());
      }
      Talk talk = Talk.between(alice, bob).audible();
      Talk.expect(200, talk.callee().hold());
      Talk.expect(200, talk.callee().resume());
      talk.audibleAgain().end();
      tenant.cdr().ended("ANSWERED", "CALLER_HANGUP", 200);
    }
  }

  @ParameterizedTest
  @CsvSource({"UDP,true", "TCP,true", "UDP,false"})
  void ipv6PhonesTalkToEachOtherAndToThoseOnIpv4(Transport transport, boolean both) {
    try (var tenant = TestTenant.create(NODE)) {
      Phone alice = tenant.registered("1001", over(transport, true));
      Phone bob = tenant.registered("1802", over(transport, both));
      Talk.between(alice, bob).audible().end();
      Talk.between(bob, alice).audible().end();
      assertThat(tenant.cdrs(2))
          .extracting(cdr -> cdr.get("result").asText())
          .containsOnly("ANSWERED");
    }
  }

  @Test
  void whoHangsUpOverTcpMayBeTheCallee() {
    try (var tenant = TestTenant.create(NODE)) {
      Phone alice = tenant.registered("1001", over(Transport.TCP, false));
      Phone bob = tenant.registered("1802", over(Transport.TCP, false));
      Talk talk = Talk.between(alice, bob);
      Talk.expect(200, talk.callee().hangUp());
      talk.caller().awaitEnd(Talk.SOON);
      tenant.cdr().ended("ANSWERED", "CALLEE_HANGUP", 200);
    }
  }
}
