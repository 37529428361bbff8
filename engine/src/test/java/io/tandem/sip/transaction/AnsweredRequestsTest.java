package io.tandem.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.net.TimerWheel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnsweredRequestsTest {
  private static final Duration TIMER_J = Duration.ofSeconds(32);

  private final TimerWheel wheel = new TimerWheel(Duration.ofMillis(10), 0);
  private final FakeSender sender = new FakeSender(() -> Duration.ofNanos(wheel.now()).toMillis());
  private final AnsweredRequests answered = new AnsweredRequests(wheel, TIMER_J.toNanos(), 2);

  private void add(String key) {
    answered.add(key, ("SIP/2.0 200 " + key).getBytes(StandardCharsets.UTF_8), null);
  }

  private void at(int second) {
    wheel.advance(Duration.ofSeconds(second).toNanos());
  }

  private boolean repeats(String key) {
    return answered.repeat(key, answered.hash(key), sender);
  }

  @Test
  void aResponseIsRepeatedUntilTimerJ() {
    add("a");
    assertThat(repeats("a")).isTrue();
    at(31);
    assertThat(repeats("a")).isTrue();
    assertThat(repeats("b")).isFalse();
    at(33);
    assertThat(repeats("a")).isFalse();

    assertThat(sender.sent)
        .isEqualTo(
            List.of(
                new FakeSender.Sent(0, "SIP/2.0 200 a"),
                new FakeSender.Sent(31_000, "SIP/2.0 200 a")));
    assertNothingIsLeft();
  }

  @Test
  void eachIsKeptForItsOwnTime() {
    add("a");
    at(10);
    add("b");
    at(33);
    assertThat(repeats("a")).isFalse();
    assertThat(repeats("b")).isTrue();
    at(43);
    assertThat(repeats("b")).isFalse();
    assertNothingIsLeft();
  }

  @Test
  void theOldestIsForgottenForOneTooMany() {
    add("a");
    add("b");
    add("c");
    assertThat(answered.size()).isEqualTo(2);
    assertThat(repeats("a")).isFalse();
    assertThat(repeats("b")).isTrue();
    assertThat(repeats("c")).isTrue();
  }

  @Test
  void nothingIsLeftOnceClosed() {
    add("a");
    answered.close();
    assertThat(repeats("a")).isFalse();
    assertNothingIsLeft();
  }

  private void assertNothingIsLeft() {
    assertThat(answered.size()).isZero();
    assertThat(wheel.size()).isZero();
  }
}
