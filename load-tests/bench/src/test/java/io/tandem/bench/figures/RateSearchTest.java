package io.tandem.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class RateSearchTest {
  @Test
  void doublesThenHalvesTheGap() {
    var tried = new ArrayList<Double>();
    var search =
        new RateSearch(
            rate -> {
              tried.add(rate);
              return rate <= 530;
            },
            3);

    assertThat(search.highest(100)).isEqualTo(500);
    assertThat(tried).containsExactly(100.0, 200.0, 400.0, 800.0, 600.0, 500.0, 550.0);
  }

  @Test
  void goesDownWhenTheFirstRateIsTooMuch() {
    assertThat(new RateSearch(rate -> rate <= 40, 2).highest(100)).isEqualTo(37.5);
  }

  @Test
  void findsNothingWhenNoRateIsHeld() {
    var tried = new ArrayList<Double>();
    var search =
        new RateSearch(
            rate -> {
              tried.add(rate);
              return false;
            },
            4);

    assertThat(search.highest(96)).isZero();
    assertThat(tried).containsExactly(96.0, 48.0, 24.0, 12.0, 6.0, 3.0);
  }

  @Test
  void endsWhenEverythingHolds() {
    assertThat(new RateSearch(rate -> true, 4).highest(1)).isCloseTo(512, within(256.0));
  }
}
