package io.tandem.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SettingsReaderTest {
  private final SettingsReader reader =
      SettingsReader.of(
          ConfigFactory.parseString(
              """
              tandem {
                port = 70000
                wait = 5 s
                bind = "[::1]:5060"
                unit = Seconds
                name = ""
                list = [ { a = 1 }, { a = x } ]
                proxies = "192.0.2.1, ::1"
                names = [ a, b ]
              }
              """),
          "tandem");

  @Test
  void readsWhatIsRight() {
    assertThat(reader.duration("wait", Duration.ZERO, Duration.ofMinutes(1)))
        .isEqualTo(Duration.ofSeconds(5));
    assertThat(reader.hostAndPort("bind")).isEqualTo(new HostAndPort("::1", 5060));
    assertThat(reader.choice("unit", TimeUnit.class)).isEqualTo(TimeUnit.SECONDS);
    assertThat(reader.optionalText("name")).isEmpty();
  }

  @Test
  void anErrorNamesKeyValueAndWhatWouldBeRight() {
    assertThatThrownBy(() -> reader.integer("port", 0, 65_535))
        .hasMessage("tandem.port = 70000 is wrong: expected a whole number from 0 to 65535");
    assertThatThrownBy(() -> reader.flag("missing"))
        .hasMessage("tandem.missing = (nothing) is wrong: expected true or false");
    assertThatThrownBy(() -> reader.sections("list").get(1).integer("a", 0, 9))
        .hasMessageStartingWith("tandem.list.1.a = \"x\" is wrong");
    assertThatThrownBy(() -> reader.text("name")).hasMessageContaining("not empty");
  }

  @Test
  void aListMayBeOneTextWithCommas() {
    assertThat(reader.texts("proxies")).containsExactly("192.0.2.1", "::1");
    assertThat(reader.texts("names")).containsExactly("a", "b");
  }

  @Test
  void remembersWhatWasAskedForInAllSections() {
    reader.optionalText("name");
    reader.sections("list").get(1).text("a");

    assertThat(reader.asked()).containsExactly("tandem.list", "tandem.list.1.a", "tandem.name");
  }
}
