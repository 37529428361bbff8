package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.net.SourceNetwork;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GuessLimiterTest {
  private final EdgeFixture.TestClock clock = new EdgeFixture.TestClock();
  private final GuessLimiter limiter = new GuessLimiter(clock, 3, Duration.ofSeconds(10), 2);

  private static SourceNetwork address(int last) {
    return new SourceNetwork(0xc0000200L + last);
  }

  private void guess(int address, int times) {
    for (int i = 0; i < times; i++) {
      limiter.wrong(address(address));
    }
  }

  @Test
  void anAddressMayBeWrongAFewTimesAndThenOnceInAWhile() {
    guess(1, 2);
    assertThat(limiter.allows(address(1))).isTrue();
    guess(1, 1);
    assertThat(limiter.allows(address(1))).isFalse();
    assertThat(limiter.allows(address(2))).isTrue();

    clock.now = clock.now.plusSeconds(10);
    assertThat(limiter.allows(address(1))).isTrue();
    guess(1, 1);
    assertThat(limiter.allows(address(1))).isFalse();
  }

  @Test
  void whoHasRestedIsForgotten() {
    guess(1, 3);
    clock.now = clock.now.plusSeconds(30);

    assertThat(limiter.allows(address(1))).isTrue();
    assertThat(limiter.size()).isZero();
  }

  @Test
  void theTableIsBounded() {
    for (int address = 1; address <= 5; address++) {
      guess(address, 3);
    }

    assertThat(limiter.size()).isEqualTo(2);
    assertThat(limiter.allows(address(5))).isFalse();
    assertThat(limiter.allows(address(1))).isTrue();
  }
}
