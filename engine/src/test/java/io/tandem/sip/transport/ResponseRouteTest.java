package io.tandem.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.sip.message.Via;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseRouteTest {
  private static final InetSocketAddress SOURCE = new InetSocketAddress("192.0.2.7", 40_000);

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7:5062;rport,          40000", // RFC 3581
    "10.0.0.1:5062;rport,           40000",
    "192.0.2.7:5062,                5062", // RFC 3261 §18.2.2
    "192.0.2.7,                     5060",
    "client.example:5062,           5062",
    "10.0.0.1:5062,                 40000", // another address: behind a NAT
    "192.0.2.7:5062;maddr=10.1.1.1, 5062"
  })
  void overUdp(String sentBy, int port) {
    assertThat(ResponseRoute.datagram(via("UDP", sentBy), SOURCE))
        .isEqualTo(new InetSocketAddress("192.0.2.7", port));
  }

  @Test
  void aLostConnectionIsOpenedAnewToTheSentByPort() {
    assertThat(ResponseRoute.reconnect(via("TCP", "10.0.0.1:5062"), SOURCE))
        .isEqualTo(new InetSocketAddress("192.0.2.7", 5062));
    assertThat(ResponseRoute.reconnect(via("TCP", "10.0.0.1"), SOURCE).getPort()).isEqualTo(5060);
  }

  private static Via via(String transport, String sentBy) {
    return Via.parse("SIP/2.0/" + transport + " " + sentBy + ";branch=z9hG4bK1");
  }
}
