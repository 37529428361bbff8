package io.tandem.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
  private static final long MILLI = 1_000_000;

  private final TimerWheel wheel = new TimerWheel(Duration.ofMillis(10), 0);
  private final List<String> log = new ArrayList<>();

  @Test
  void neverExpiresEarlyAndAtMostOneTickLate() {
    Random random = new Random(7);
    List<Probe> probes = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      Probe probe = new Probe("p");
      probe.deadline = random.nextLong(120_000 * MILLI);
      wheel.start(probe, probe.deadline);
      probes.add(probe);
    }
    for (long now = 0; now <= 121_000 * MILLI; now += MILLI) {
      wheel.advance(now);
    }
    assertThat(wheel.size()).isZero();
    assertThat(probes)
        .allSatisfy(p -> assertThat(p.expiredAt - p.deadline).isBetween(0L, 10 * MILLI));
  }

  @Test
  void aStoppedTimerDoesNotExpire() {
    Probe first = new Probe("first");
    Probe second = new Probe("second");
    Probe third = new Probe("third");
    wheel.start(first, 50 * MILLI);
    wheel.start(second, 50 * MILLI);
    wheel.start(third, 50 * MILLI);
    wheel.stop(second);
    wheel.stop(second);
    assertThat(wheel.size()).isEqualTo(2);
    wheel.advance(100 * MILLI);
    assertThat(log).containsExactlyInAnyOrder("first", "third");
    assertThat(second.isRunning()).isFalse();
  }

  @Test
  void startingAgainMovesTheDeadline() {
    Probe probe = new Probe("moved");
    wheel.start(probe, 50 * MILLI);
    wheel.start(probe, 500 * MILLI);
    wheel.advance(400 * MILLI);
    assertThat(log).isEmpty();
    wheel.advance(510 * MILLI);
    assertThat(log).containsExactly("moved");
  }

  @Test
  void anExpiringTimerMayStopAnotherOfTheSameTickAndStartItselfAgain() {
    Probe victim = new Probe("a");
    Probe other = new Probe("b");
    victim.action = () -> wheel.stop(other);
    other.action = () -> wheel.stop(victim);
    wheel.start(victim, 20 * MILLI);
    wheel.start(other, 20 * MILLI);
    Probe repeating = new Probe("again");
    repeating.action = () -> wheel.start(repeating, 20 * MILLI);
    wheel.start(repeating, 20 * MILLI);

    wheel.advance(30 * MILLI);
    assertThat(log).hasSize(2).contains("again").containsAnyOf("a", "b");
    wheel.advance(60 * MILLI);
    assertThat(log).filteredOn("again"::equals).hasSize(2);
  }

  @Test
  void aTimerLongerThanATurnWaitsForItsOwnTurn() {
    Probe probe = new Probe("long");
    wheel.start(probe, Duration.ofMinutes(10).toNanos());
    wheel.advance(Duration.ofMinutes(9).toNanos());
    assertThat(log).isEmpty();
    wheel.advance(Duration.ofMinutes(11).toNanos());
    assertThat(log).containsExactly("long");
  }

  @Test
  void anIdleWheelJumpsToThePresent() {
    wheel.advance(Duration.ofDays(300).toNanos());
    Probe probe = new Probe("later");
    wheel.start(probe, 10 * MILLI);
    wheel.advance(Duration.ofDays(300).toNanos() + 30 * MILLI);
    assertThat(log).containsExactly("later");
  }

  private final class Probe extends TimerWheel.Timer {
    private final String name;
    private Runnable action = () -> {};
    private long deadline;
    private long expiredAt;

    Probe(String name) {
      this.name = name;
    }

    @Override
    protected void expired() {
      expiredAt = wheel.now();
      log.add(name);
      action.run();
    }
  }
}
