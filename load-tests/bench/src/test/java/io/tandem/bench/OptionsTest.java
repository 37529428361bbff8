package io.tandem.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.bench.figures.BenchSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
  @Test
  void partsWordsFlagsAndValues() {
    var options = parse("calls", "--help", "--rate", "2.5", "--duration", "2m");

    assertThat(options.words()).containsExactly("calls");
    assertThat(options.has("help")).isTrue();
    assertThat(options.number("rate", 1)).isEqualTo(2.5);
    assertThat(options.duration("duration", Duration.ZERO)).isEqualTo(Duration.ofMinutes(2));
    assertThat(options.count("count", 7)).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({"90,90000", "90s,90000", "500ms,500", "2m,120000"})
  void readsTimes(String text, long millis) {
    assertThat(parse("--duration", text).duration("duration", Duration.ZERO)).hasMillis(millis);
  }

  @Test
  void aRateIsForAllFiguresOrForEach() {
    assertThat(BenchMain.rates("")).isEmpty();
    assertThat(BenchMain.rates("250.5")).isEqualTo(Map.of(BenchSettings.EVERY, 250.5));
    assertThat(BenchMain.rates("registrations=3000,calls=200"))
        .isEqualTo(Map.of("registrations", 3000.0, "calls", 200.0));
    for (String wrong : List.of("0", "calls", "calls=", "calls=1,", "-1")) {
      assertThatThrownBy(() -> BenchMain.rates(wrong)).hasMessageContaining("--rate " + wrong);
    }
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> parse("--color", "red")).hasMessageContaining("--color is not known");
    assertThatThrownBy(() -> parse("--rate")).hasMessageContaining("--rate needs a value");
    assertThatThrownBy(() -> parse("--rate", "0").number("rate", 1))
        .hasMessageContaining("--rate 0: expected a number above 0");
    assertThatThrownBy(() -> parse("--count", "1.5").count("count", 1))
        .hasMessageContaining("whole number");
    assertThatThrownBy(() -> parse("--duration", "1h").duration("duration", Duration.ZERO))
        .hasMessageContaining("such as 90s");
  }

  private static Options parse(String... arguments) {
    return Options.parse(List.of(arguments), Set.of("help"), Set.of("rate", "duration", "count"));
  }
}
