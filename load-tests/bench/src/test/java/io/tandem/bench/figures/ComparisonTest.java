package io.tandem.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.bench.figures.SteadyFigure.Reading;
import io.tandem.harness.HarnessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  @TempDir private Path folder;

  @Test
  void theMedianOfTheAlternationsCounts() {
    assertThat(Comparison.median(readings(5, 1, 3, 2, 100))).isEqualTo(3);
    assertThat(Comparison.median(readings(4, 2))).isEqualTo(3);
  }

  @Test
  void aMeasurementWhoseLoadWasNotBorneDoesNotCount() {
    var readings = List.of(good(1), good(2), good(3), new Reading(50, false, ""));

    assertThat(Comparison.median(readings)).isEqualTo(2);
    assertThatThrownBy(() -> Comparison.median(List.of(good(1), new Reading(2, false, ""))))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("lower --rate");
  }

  @Test
  void whatIsWorseByMoreThanFivePercentDoesNotHold() {
    assertThat(Comparison.row(RateFigure.calls(), 1.0, 1.05).holds()).hasValue(true);
    assertThat(Comparison.row(RateFigure.calls(), 1.0, 1.051).holds()).hasValue(false);
  }

  @Test
  void bothNodesHaveMediaPortsOfTheirOwn() throws IOException {
    Files.createDirectories(folder.resolve("cluster-config/target/lib"));

    var comparison = Comparison.with(settings(), folder, 5, false);

    assertThat(comparison.before().home()).isEqualTo(folder);
    assertThat(comparison.before().mediaPorts()).isEqualTo("10000-15000");
    assertThat(comparison.after().home()).isEqualTo(settings().home());
    assertThat(comparison.after().mediaPorts()).isEqualTo("15001-20000");
  }

  @Test
  void aFolderThatIsNotBuiltAndAFigureWithoutARateAreRefused() {
    assertThatThrownBy(() -> Comparison.with(settings(), folder, 5, false))
        .hasMessageContaining("is not built");
    var comparison = new Comparison(settings(), settings(), 5, false);
    assertThatThrownBy(() -> comparison.measure(new IdleFigure(), text -> {}))
        .hasMessageContaining("idle is measured at no one rate");
    assertThatThrownBy(() -> comparison.measure(RateFigure.calls().onTwoNodes(), text -> {}))
        .hasMessageContaining("calls-apart is measured at no one rate");
  }

  private static BenchSettings settings() {
    return new BenchSettings(
        Path.of("home"),
        Path.of("files"),
        "0",
        "1",
        "10000-20000",
        BenchSettings.Sizes.quick(),
        false,
        Map.of());
  }

  private static List<Reading> readings(double... values) {
    return Arrays.stream(values).mapToObj(ComparisonTest::good).toList();
  }

  private static Reading good(double value) {
    return new Reading(value, true, "");
  }
}
