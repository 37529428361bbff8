package io.tandem.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {
  private static final InetAddress PROXY = ClientAddress.literal("10.0.0.1");

  private final ClientAddress clients =
      new ClientAddress(Set.of(PROXY, ClientAddress.literal("10.0.0.2")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.9|6.6.6.6|192.0.2.9",
        "10.0.0.1|192.0.2.9|192.0.2.9",
        "10.0.0.1|6.6.6.6, 192.0.2.9|192.0.2.9",
        "10.0.0.1|6.6.6.6, 192.0.2.9, 10.0.0.2|192.0.2.9",
        "10.0.0.1|2001:db8::1|2001:db8:0:0:0:0:0:1",
        "10.0.0.1|192.0.2.9:5678|192.0.2.9",
        "10.0.0.1|6.6.6.6, 192.0.2.9:5678, 10.0.0.2:80|192.0.2.9",
        "10.0.0.1|[2001:db8::1]:443|2001:db8:0:0:0:0:0:1",
        "10.0.0.1|[2001:db8::1]|2001:db8:0:0:0:0:0:1",
        "10.0.0.1|192.0.2.9:99999|10.0.0.1",
        "10.0.0.1|localhost:80|10.0.0.1",
        "10.0.0.1|not an address|10.0.0.1",
        "10.0.0.1|6.6.6.6, unknown|10.0.0.1",
        "10.0.0.1|10.0.0.2|10.0.0.2"
      })
  void onlyTrustedProxiesAreBelieved(String connection, String forwarded, String expected) {
    var request = from(connection).addHeader(RawHeader.create("X-Forwarded-For", forwarded));

    assertThat(clients.of(request).getHostAddress()).isEqualTo(expected);
  }

  @Test
  void aProxyThatForwardsNothingIsTheClient() {
    assertThat(clients.of(from("10.0.0.1"))).isEqualTo(PROXY);
  }

  @Test
  void aRequestWithoutAnAddressHasNone() {
    assertThat(clients.of(HttpRequest.create())).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "1.2.3",
        "256.1.1.1",
        "1.2.3.4.5",
        "localhost:80",
        "x:1",
        ".:1",
        "%:1",
        "1:2",
        "abc",
        "[::1]",
        "::1%no such",
        "1.2.3.4.",
        "0x7f.1",
        ":",
        "::g"
      })
  void noNameIsEverLookedUp(String text) {
    assertThat(ClientAddress.literal(text)).isNull();
  }

  private static HttpRequest from(String address) {
    var remote = RemoteAddress.create(new InetSocketAddress(ClientAddress.literal(address), 1));
    return HttpRequest.create().addAttribute(AttributeKeys.remoteAddress, remote);
  }
}
