package io.tandem.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransportSettingsTest {
  private static final InetSocketAddress BIND = new InetSocketAddress("127.0.0.1", 5060);

  @Test
  void aListenerIsNeededAndNoneTwice() {
    ListenerSettings udp = ListenerSettings.of(Transport.UDP, BIND, "a.example");
    ListenerSettings tcp = ListenerSettings.of(Transport.TCP, BIND, "a.example");
    assertThat(TransportSettings.of(List.of(udp, tcp)).listeners()).containsExactly(udp, tcp);
    assertThatThrownBy(() -> TransportSettings.of(List.of()))
        .hasMessage("at least one SIP listener is needed");
    assertThatThrownBy(() -> TransportSettings.of(List.of(udp, udp)))
        .hasMessage("listener configured twice: UDP 127.0.0.1:5060");
  }

  @Test
  void limitsNameThemselves() {
    assertThatThrownBy(() -> new StreamLimits(0, 1, Duration.ofSeconds(1)))
        .hasMessage("max-head must be greater than 0: 0");
    assertThatThrownBy(() -> new StreamLimits(1, 1, Duration.ZERO))
        .hasMessage("message-timeout must be longer than 0: PT0S");
    assertThatThrownBy(
            () ->
                new ConnectionLimits(
                    1, -1, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)))
        .hasMessage("max-connections-per-address must be greater than 0: -1");
  }

  @Test
  void anAddressMustBeResolvedAndAPortInRange() {
    InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere.invalid", 5060);
    assertThatThrownBy(() -> ListenerSettings.of(Transport.UDP, unresolved, "a.example"))
        .hasMessageContaining("cannot resolve the address to bind");
    assertThatThrownBy(() -> new HostPort("a.example", 70_000)).hasMessageContaining("70000");
    assertThat(new HostPort("[2001:db8::1]", 5060)).hasToString("[2001:db8::1]:5060");
  }

  @Test
  void theAdvertisedPortIsTheBoundOneUnlessSet() {
    ListenerSettings any =
        ListenerSettings.of(Transport.UDP, new InetSocketAddress("127.0.0.1", 0), "a.example");
    assertThat(BoundListener.of(any, BIND))
        .isEqualTo(
            new BoundListener(
                "udp:127.0.0.1:5060", Transport.UDP, BIND, new HostPort("a.example", 5060)));
    ListenerSettings mapped =
        new ListenerSettings(Transport.TCP, BIND, new HostPort("a.example", 15_060));
    assertThat(BoundListener.of(mapped, BIND).advertised().port()).isEqualTo(15_060);
  }
}
