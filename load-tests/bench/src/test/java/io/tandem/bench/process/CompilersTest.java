package io.tandem.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which part of a JVM's processor time is its compilers'. */
final class CompilersTest {
  private static final String REST = " S 1 1 1 0 -1 4194368 9 0 0 0 %d %d 0 0 20 0 39 0 7 8";

  @ParameterizedTest
  @CsvSource({"C1 CompilerThre, 5", "C2 CompilerThre, 5", "GC Thread#0, 0", "a) (C2, 0", "C2, 0"})
  void countsUserAndSystemTimeOfCompilersAlone(String name, long ticks) {
    assertThat(Compilers.ticks("23727 (" + name + ")" + REST.formatted(3, 2))).isEqualTo(ticks);
  }

  /** What has run for as long as a test's JVM has been compiled in part. */
  @Test
  void readsThoseOfAProcess() {
    assertThat(Compilers.of(ProcessHandle.current().pid()).used()).isPositive();
  }
}
