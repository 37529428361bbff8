package io.tandem.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaSettingsTest {
  private static InetAddress ip(String literal) throws UnknownHostException {
    return InetAddress.getByName(literal);
  }

  @ParameterizedTest
  @CsvSource({"30000, 30003, 2", "30001, 30006, 2", "30000, 30004, 2", "30000, 39999, 5000"})
  void countsPairsOfAnEvenPortAndTheNext(int first, int last, int pairs) throws Exception {
    assertThat(MediaSettings.of(ip("127.0.0.1"), ip("192.0.2.1"), first, last).pairs())
        .isEqualTo(pairs);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 192.0.2.1, 30000, 30002, hold no call",
    "127.0.0.1, 192.0.2.1, 30001, 30004, hold no call",
    "127.0.0.1, 192.0.2.1, 30000, 65536, not a range of ports",
    "127.0.0.1, 192.0.2.1, 30009, 30000, not a range of ports",
    "127.0.0.1, 2001:db8::1, 30000, 30009, differ in family",
    "0.0.0.0, 0.0.0.0, 30000, 30009, others can reach"
  })
  void saysWhatIsWrong(String bind, String advertise, int first, int last, String reason) {
    assertThatThrownBy(() -> MediaSettings.of(ip(bind), ip(advertise), first, last))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void bothFamiliesNeedASpecificIpv6Address() throws Exception {
    MediaSettings.Address ipv4 = new MediaSettings.Address(ip("0.0.0.0"), ip("192.0.2.1"));
    MediaSettings.Address ipv6 = new MediaSettings.Address(ip("::"), ip("2001:db8::1"));
    Duration silence = MediaSettings.DEFAULT_SILENCE;

    assertThatThrownBy(() -> new MediaSettings(ipv4, ipv6, 30_000, 30_009, List.of(), silence))
        .hasMessageContaining("specific IPv6 bind address");
    assertThatThrownBy(() -> new MediaSettings(null, null, 30_000, 30_009, List.of(), silence))
        .hasMessageContaining("needs an IPv4 or an IPv6 address");
    assertThat(new MediaSettings(null, ipv6, 30_000, 30_009, List.of(), silence).pairs())
        .isEqualTo(5);
  }

  @Test
  void tellsWhetherPortsOrOpenFilesLimitTheCalls() throws Exception {
    MediaSettings settings = MediaSettings.of(ip("127.0.0.1"), ip("192.0.2.1"), 30_000, 39_999);

    assertThat(MediaCapacity.of(settings, 5_000)).isEqualTo(new MediaCapacity(2_500, 1_000));
    assertThat(MediaCapacity.of(settings, 5_000).isShortOfDescriptors()).isTrue();
    assertThat(MediaCapacity.of(settings, 100).calls()).isZero();
    assertThat(MediaCapacity.of(settings, Long.MAX_VALUE).calls()).isEqualTo(2_500);
    assertThat(MediaCapacity.of(settings).calls()).isPositive();
  }
}
