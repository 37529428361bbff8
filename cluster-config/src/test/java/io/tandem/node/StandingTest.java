package io.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandingTest {
  @ParameterizedTest
  @CsvSource({
    "1, 0, MAJORITY",
    "2, 1, HALF",
    "3, 1, MAJORITY",
    "3, 2, MINORITY",
    "4, 2, HALF",
    "5, 3, MINORITY",
  })
  void countsTheReachableAgainstTheOthers(int members, int unreachable, Standing expected) {
    assertThat(Standing.of(members, unreachable)).isEqualTo(expected);
  }
}
