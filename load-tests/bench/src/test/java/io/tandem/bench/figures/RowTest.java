package io.tandem.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowTest {
  @Test
  void standsBesideTheFiguresOfOthers() {
    var row = new Row("CPU ms a call", 1.2345, 2, Row.Reference.CPU_OF_CALL);

    assertThat(row.markdown()).isEqualTo("| CPU ms a call | 1.23 | 1.5 | 3 | 12.9 | 0.79 |");
  }

  @Test
  void leavesEmptyWhatNobodyMeasured() {
    assertThat(Row.of("calls a second", 612.4, 0).markdown())
        .isEqualTo("| calls a second | 612 |  |  |  |  |");
  }
}
