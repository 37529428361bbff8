package io.tandem.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MetricsPageTest {
  private static final MetricsPage PAGE =
      new MetricsPage(
          """
          # HELP process_cpu_time_ns_total The "cpu time" used
          # TYPE process_cpu_time_ns_total counter
          process_cpu_time_ns_total{node="a"} 1.25E9
          jvm_gc_pause_seconds_count{cause="a b",node="a"} 3
          jvm_gc_pause_seconds_count{cause="c",node="a"} 4
          jvm_gc_pause_seconds_count_of_others 90
          plain 7
          """);

  @Test
  void addsAMetricOverItsLabels() {
    assertThat(PAGE.sum(CpuMeter.METRIC)).isEqualTo(1.25e9);
    assertThat(PAGE.sum("jvm_gc_pause_seconds_count")).isEqualTo(7);
    assertThat(PAGE.sum("plain")).isEqualTo(7);
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(() -> PAGE.sum("absent")).hasMessageContaining("absent");
  }
}
