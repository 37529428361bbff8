package io.tandem.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LookupAllowanceTest {
  private final TestClock clock = new TestClock();

  @Test
  void aClockThatIsSetBackStopsNoLookUps() {
    var allowance = new LookupAllowance(2, 2, clock);
    assertThat(allowance.takeOne() && allowance.takeOne()).isTrue();
    clock.advance(Duration.ofDays(-1));
    assertThat(allowance.takeOne()).as("and gives none away").isFalse();
    clock.advance(Duration.ofSeconds(1));
    assertThat(allowance.takeOne() && allowance.takeOne()).isTrue();
  }

  @Test
  void norTheTokensOfATenant() {
    var bucket = new TokenBucket(clock.instant());
    bucket.grant(2, 2, clock.instant());
    assertThat(bucket.take(2, clock.instant())).isEqualTo(2);
    clock.advance(Duration.ofDays(-1));
    assertThat(bucket.take(1, clock.instant())).isZero();
    clock.advance(Duration.ofSeconds(1));
    assertThat(bucket.take(3, clock.instant())).isEqualTo(2);
  }
}
