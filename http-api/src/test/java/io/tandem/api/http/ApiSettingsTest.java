package io.tandem.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.tandem.settings.SettingsException;
import io.tandem.settings.SettingsReader;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiSettingsTest {
  @Test
  void theReferenceIsComplete() {
    var settings = read("");

    assertThat(settings.bind().getPort()).isEqualTo(8080);
    assertThat(settings.bind().getAddress().isLoopbackAddress()).isTrue();
    assertThat(settings.maxBody()).isEqualTo(256 * 1024);
    assertThat(settings.bodyTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.tokenLifetime()).isEqualTo(Duration.ofMinutes(15));
    assertThat(settings.trustedProxies()).isEmpty();
  }

  @Test
  void proxiesAreAddresses() {
    var settings = read("trusted-proxies = [\"192.0.2.1\", \"2001:db8::1\"]");

    assertThat(settings.trustedProxies()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trusted-proxies = [\"proxy.example\"]",
        "max-body = 1 GiB",
        "token-lifetime = 1 s",
        "body-timeout = 1 h",
        "bind = nowhere"
      })
  void wrongValuesAreNamed(String line) {
    assertThatThrownBy(() -> read(line))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("tandem.http." + line.split(" ")[0]);
  }

  private static ApiSettings read(String lines) {
    var config =
        ConfigFactory.parseString("tandem.http {\n" + lines + "\n}")
            .withFallback(ConfigFactory.load());
    return ApiSettings.read(SettingsReader.of(config, "tandem.http"));
  }
}
