package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.tandem.registrar.RegistrarSettings;
import io.tandem.settings.SettingsReader;
import org.junit.jupiter.api.Test;

class EdgeSettingsTest {
  @Test
  void theConfigurationsDefaultsAreThoseOfTheTests() {
    var config = ConfigFactory.defaultReference();

    assertThat(EdgeSettings.read(SettingsReader.of(config, "tandem.edge")))
        .isEqualTo(EdgeSettings.defaults());
    assertThat(RegistrarSettings.read(SettingsReader.of(config, "tandem.registrar")))
        .isEqualTo(RegistrarSettings.defaults());
  }
}
