package io.tandem.bench.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tandem.harness.HarnessException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RtpBlasterTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @Test
  void sendsFromEachPortAndCountsWhatComesBack() {
    try (var blaster = new RtpBlaster(LOOPBACK, 2)) {
      int first = blaster.ports().get(0);
      int second = blaster.ports().get(1);
      blaster.start(
          Map.of(
              first, new InetSocketAddress(LOOPBACK, second),
              second, new InetSocketAddress(LOOPBACK, first)));

      await().until(() -> blaster.received() >= 4);
      assertThat(blaster.sent()).isGreaterThanOrEqualTo(4);
    }
  }

  @Test
  void refusesAStreamWithoutPeer() {
    try (var blaster = new RtpBlaster(LOOPBACK, 1)) {
      assertThatThrownBy(() -> blaster.start(Map.of()))
          .isInstanceOf(HarnessException.class)
          .hasMessageContaining("has no peer");
    }
  }
}
