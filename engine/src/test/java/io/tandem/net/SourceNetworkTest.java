package io.tandem.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceNetworkTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "255.255.255.255, ffff:ffff::1, false",
    "192.0.2.1, ::ffff:192.0.2.1, true",
    "2001:db8:0:1::1, 2001:db8:0:1:ffff::2, true",
    "2001:db8:0:1::1, 2001:db8:0:2::1, false"
  })
  void onePeerHasAnAddressOrANetworkOf64Bits(String one, String other, boolean same)
      throws Exception {
    var first = SourceNetwork.of(InetAddress.getByName(one));
    assertThat(first.equals(SourceNetwork.of(InetAddress.getByName(other)))).isEqualTo(same);
  }
}
