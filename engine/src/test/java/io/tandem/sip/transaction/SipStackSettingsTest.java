package io.tandem.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.sip.transport.ListenerSettings;
import io.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SipStackSettingsTest {
  @Test
  void theDefaultsAreTheRfcs() {
    SipStackSettings settings = settings();
    assertThat(settings.timers().t1()).isEqualTo(Duration.ofMillis(500));
    assertThat(settings.timers().t2()).isEqualTo(Duration.ofSeconds(4));
    assertThat(settings.timers().t4()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.timers().timeout()).isEqualTo(Duration.ofSeconds(32));
    assertThat(settings.timers().nanos(TransactionTimer.D, false))
        .isEqualTo(Duration.ofSeconds(32).toNanos());
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new TimerSettings(Duration.ZERO, second, second))
        .hasMessage("T1 must be longer than 0: PT0S");
    assertThatThrownBy(() -> new TimerSettings(second, Duration.ofMillis(1), second))
        .hasMessageContaining("T2 must not be shorter than T1");
    assertThatThrownBy(() -> settings().withMaxServerTransactions(0))
        .hasMessageContaining("max-server-transactions");
  }

  private static SipStackSettings settings() {
    InetSocketAddress bind = new InetSocketAddress("127.0.0.1", 5060);
    return SipStackSettings.of(List.of(ListenerSettings.of(Transport.UDP, bind, "a.example")));
  }
}
