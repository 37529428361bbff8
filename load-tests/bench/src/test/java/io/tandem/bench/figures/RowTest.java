package io.tandem.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowTest {
  private static final Row CALL =
      Row.of("CPU of a call", "ms", 1.2, 2)
          .with(Goal.must(1.5))
          .beside(new Row.Peer("another", 0.8));

  @TempDir private Path home;

  @Test
  void standsBesideTheFigureOfAnother() {
    assertThat(CALL.markdown(true))
        .isEqualTo("| CPU of a call | ms | 1.20 | 0.80 (another) | 1.500 | 1.50 |  | yes |");
  }

  @Test
  void leavesEmptyWhatNobodyMeasured() {
    assertThat(Row.of("calls a second", "1/s", 612.4, 0).markdown(true))
        .isEqualTo("| calls a second | 1/s | 612 |  |  |  |  |  |");
  }

  @Test
  void isHeldAgainstWhatItMustBe() {
    assertThat(CALL.holds()).hasValue(true);
    assertThat(CALL.with(Goal.must(1.19)).holds()).hasValue(false);
    assertThat(CALL.with(Goal.aim(0.1)).holds()).isEmpty();
  }

  @Test
  void aReportHasTheFieldsOfEachFigureAndTheConditions() throws IOException {
    var report = read(false);

    assertThat(report.path("figures").get(0).toString())
        .isEqualTo(
            "{\"name\":\"CPU of a call\",\"unit\":\"ms\",\"tandem\":1.2,\"peer_name\":\"another\","
                + "\"peer\":0.8,\"ratio\":1.4999999999999998,\"must\":1.5,\"aim\":null,"
                + "\"holds\":true}");
    assertThat(report.path("conditions").path("quick").asBoolean()).isFalse();
    assertThat(report.path("conditions").path("warm_up_seconds").asInt()).isEqualTo(3);
  }

  @Test
  void whatWasMeasuredQuicklyIsNotCompared() throws IOException {
    var report = read(true);

    var figure = report.path("figures").get(0);
    assertThat(figure.path("ratio").isNull()).isTrue();
    assertThat(figure.path("holds").isNull()).isTrue();
    assertThat(report.path("conditions").path("quick").asBoolean()).isTrue();
    assertThat(CALL.markdown(false)).endsWith("|  | 1.50 |  |  |");
  }

  private JsonNode read(boolean quick) throws IOException {
    var conditions = new Conditions(quick, Map.of("warm_up_seconds", 3));
    var file = Report.write(home, "calls", List.of(CALL), conditions);
    assertThat(file).isEqualTo(home.resolve("target/bench/calls.json"));
    return new ObjectMapper().readTree(Files.readString(file));
  }
}
