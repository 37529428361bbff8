package io.tandem.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.api.support.ManualClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
  private static final InetAddress OFFICE = address("192.0.2.1");
  private static final InetAddress ATTACKER = address("198.51.100.1");

  private final ManualClock clock = new ManualClock();
  private final LoginThrottle throttle = new LoginThrottle(clock, 100);

  @Test
  void threeFailuresAreFreeAndThenTheWaitDoublesUpToAMinute() {
    for (int i = 0; i < 3; i++) {
      assertThat(throttle.begin("ann", OFFICE)).isZero();
      throttle.failed("ann", OFFICE);
    }
    for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
      assertThat(throttle.begin("ann", OFFICE)).isEqualTo(Duration.ofSeconds(seconds));
      clock.advance(Duration.ofSeconds(seconds));
      assertThat(throttle.begin("ann", OFFICE)).isZero();
      throttle.failed("ann", OFFICE);
    }
  }

  @Test
  void refusedAttemptsDoNotProlongTheWait() {
    failTimes(10, "ann", OFFICE);
    clock.advance(Duration.ofSeconds(59));
    assertThat(throttle.begin("ann", OFFICE)).isPositive();
    clock.advance(Duration.ofSeconds(1));

    assertThat(throttle.begin("ann", OFFICE)).isZero();
  }

  @Test
  void nobodyWaitsLongerForAClockThatIsSetBack() {
    failTimes(3, "ann", OFFICE);
    clock.advance(Duration.ofDays(-1));
    assertThat(throttle.begin("ann", OFFICE)).isEqualTo(Duration.ofSeconds(1));
    clock.advance(Duration.ofSeconds(1));

    assertThat(throttle.begin("ann", OFFICE)).isZero();
  }

  @Test
  void ofParallelAttemptsOnlyOneTakesTheSlot() {
    failTimes(3, "ann", OFFICE);
    clock.advance(Duration.ofSeconds(1));

    assertThat(throttle.begin("ann", OFFICE)).isZero();
    assertThat(throttle.begin("ann", OFFICE)).isPositive();
  }

  @Test
  void successForgetsTheFailuresOfThatNameThere() {
    failTimes(5, "ann", OFFICE);
    throttle.succeeded("ann", OFFICE);

    assertThat(throttle.begin("ann", OFFICE)).isZero();
  }

  @Test
  void quietForgetsAll() {
    failTimes(40, "ann", OFFICE);
    clock.advance(Duration.ofMinutes(15).plusSeconds(1));

    assertThat(throttle.begin("ann", OFFICE)).isZero();
    throttle.failed("ann", OFFICE);
    assertThat(throttle.begin("ann", OFFICE)).isZero();
  }

  @Test
  void guessingFromElsewhereDoesNotLockOutWhoHasSignedInHere() {
    throttle.succeeded("ann", OFFICE);
    failTimes(1000, "ann", ATTACKER);

    assertThat(throttle.begin("ann", OFFICE)).isZero();
    assertThat(throttle.begin("ann", ATTACKER)).isPositive();
  }

  @Test
  void guessingElsewhereMakesNobodyWaitForMoreThanAMinute() {
    failTimes(1000, "ann", ATTACKER);

    assertThat(throttle.begin("ann", OFFICE)).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void manyAddressesGuessingAtOneNameAreSlowedTogether() {
    for (int i = 0; i < 10; i++) {
      throttle.failed("ann", address("198.51.100." + i));
    }

    assertThat(throttle.begin("ann", address("198.51.100.200"))).isPositive();
  }

  @Test
  void oneAddressGuessingAtManyNamesIsSlowed() {
    for (int i = 0; i < 30; i++) {
      throttle.failed("name" + i, ATTACKER);
    }

    assertThat(throttle.begin("another", ATTACKER)).isPositive();
    assertThat(throttle.begin("another", OFFICE)).isZero();
  }

  @Test
  void theAddressesOfOneIpv6NetworkCountAsOne() {
    failTimes(3, "ann", address("2001:db8::1"));

    assertThat(throttle.begin("ann", address("2001:db8::ffff:2"))).isPositive();
    assertThat(throttle.begin("ann", address("2001:db8:0:1::1"))).isZero();
  }

  @Test
  void anUnknownAddressCountsAsOne() {
    failTimes(3, "ann", null);

    assertThat(throttle.begin("ann", null)).isPositive();
  }

  @Test
  void theTablesAreBounded() {
    for (int i = 0; i < 10_000; i++) {
      throttle.failed("name" + i, OFFICE);
      throttle.succeeded("other" + i, OFFICE);
    }

    assertThat(throttle.size()).isLessThanOrEqualTo(200);
  }

  private void failTimes(int times, String name, InetAddress from) {
    for (int i = 0; i < times; i++) {
      throttle.failed(name, from);
    }
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(literal, e);
    }
  }
}
