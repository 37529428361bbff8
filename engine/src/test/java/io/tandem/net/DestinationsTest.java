package io.tandem.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.media.MediaSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationsTest {
  private static final List<Network> REFUSED =
      List.of(Network.parse("10.0.0.0/8"), Network.parse("fd00::/8"));

  private static InetAddress ip(String literal) throws UnknownHostException {
    return InetAddress.getByName(literal);
  }

  private static Destinations of(String bind, String advertise) throws UnknownHostException {
    var address = new MediaSettings.Address(ip(bind), ip(advertise));
    boolean six = bind.contains(":");
    return new MediaSettings(
            six ? null : address,
            six ? address : null,
            20_000,
            20_100,
            REFUSED,
            Duration.ofSeconds(60))
        .destinations();
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.9, true",
    "192.168.1.20, true",
    "10.0.0.9, false",
    "::ffff:10.0.0.9, false",
    "::ffff:203.0.113.9, true",
    "127.0.0.1, false",
    "127.8.9.10, false",
    "::ffff:127.0.0.1, false",
    "169.254.169.254, false",
    "224.0.0.1, false",
    "239.1.2.3, false",
    "0.0.0.0, false",
    "0.1.2.3, false",
    "255.255.255.255, false",
    "240.0.0.1, false"
  })
  void ofANodeOnAPublicAddress(String to, boolean allowed) throws Exception {
    assertThat(of("203.0.113.1", "203.0.113.1").allow(ip(to))).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8::9, true",
    "fd00::9, false",
    "::1, false",
    "::127.0.0.1, false",
    "fe80::1, false",
    "ff02::1, false",
    "::, false"
  })
  void ofANodeOnAPublicIpv6Address(String to, boolean allowed) throws Exception {
    assertThat(of("2001:db8::1", "2001:db8::1").allow(ip(to))).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1, 127.0.0.1",
    "127.0.0.1, 203.0.113.1, 127.0.0.2",
    "0.0.0.0, 127.0.0.1, 127.0.0.1",
    "169.254.7.7, 169.254.7.7, 169.254.8.8",
    "10.0.0.1, 203.0.113.1, 10.9.9.9",
    "0.0.0.0, 10.0.0.1, 10.9.9.9",
    "::1, ::1, ::1",
    "fd00::1, fd00::1, fd00::9"
  })
  void itsOwnNetworkIsOpen(String bind, String advertise, String to) throws Exception {
    assertThat(of(bind, advertise).allow(ip(to))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 203.0.113.1, 127.0.0.1",
    "0.0.0.0, 203.0.113.1, 10.0.0.1",
    "10.0.0.1, 10.0.0.1, 127.0.0.1",
    "127.0.0.1, 127.0.0.1, 10.0.0.1"
  })
  void listeningOnAllAddressesOpensNone(String bind, String advertise, String to) throws Exception {
    assertThat(of(bind, advertise).allow(ip(to))).isFalse();
  }
}
