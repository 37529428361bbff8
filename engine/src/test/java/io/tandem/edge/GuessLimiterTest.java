package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.edge.GuessLimiter.Guesser;
import io.tandem.edge.LiveRegistrations.Nearness;
import io.tandem.net.SourceNetwork;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GuessLimiterTest {
  private static final SourceNetwork OFFICE = new SourceNetwork(0xc0000201L);
  private static final SourceNetwork ELSEWHERE = new SourceNetwork(0xc0000301L);

  private final EdgeFixture.TestClock clock = new EdgeFixture.TestClock();
  private final GuessLimiter limiter =
      new GuessLimiter(
          clock,
          new GuessAllowance(3, Duration.ofSeconds(10)),
          new GuessAllowance(12, Duration.ofSeconds(1)),
          20);

  private static Guesser stranger(SourceNetwork network, String user) {
    return guesser(network, user, Nearness.UNKNOWN, 40_000);
  }

  private static Guesser guesser(SourceNetwork network, String user, Nearness nearness, int port) {
    return new Guesser(network, user, nearness, new InetSocketAddress("192.0.2.1", port));
  }

  private boolean allows(Guesser guesser) {
    return limiter.wait(guesser).isZero();
  }

  private void wrong(Guesser guesser, int times) {
    for (int i = 0; i < times; i++) {
      limiter.wrong(guesser);
    }
  }

  @Test
  void aUserMayBeWrongAFewTimesAndThenOnceInAWhile() {
    var user = stranger(OFFICE, "1001");
    wrong(user, 2);
    assertThat(allows(user)).isTrue();
    wrong(user, 1);
    assertThat(limiter.wait(user)).isEqualTo(Duration.ofSeconds(10));
    clock.now = clock.now.plusSeconds(4);
    assertThat(limiter.wait(user)).isEqualTo(Duration.ofSeconds(6));
    clock.now = clock.now.plusSeconds(6);
    assertThat(allows(user)).isTrue();
    wrong(user, 1);
    assertThat(allows(user)).isFalse();
  }

  @Test
  void nobodyWaitsLongerForAClockThatIsSetBack() {
    var user = stranger(OFFICE, "1001");
    wrong(user, 3);
    clock.now = clock.now.minusSeconds(86_400);
    assertThat(limiter.wait(user)).isEqualTo(Duration.ofSeconds(10));
    clock.now = clock.now.plusSeconds(10);
    assertThat(allows(user)).isTrue();
  }

  @Test
  void neitherTheUserBesideNorTheSameOneElsewhereHasToWait() {
    wrong(stranger(OFFICE, "1001"), 3);

    assertThat(allows(stranger(OFFICE, "1002"))).isTrue();
    assertThat(allows(stranger(ELSEWHERE, "1001"))).isTrue();
  }

  @Test
  void whoTriesManyUsersEmptiesTheNetworksBucket() {
    int tried = 0;
    while (allows(stranger(OFFICE, "user " + tried))) {
      wrong(stranger(OFFICE, "user " + tried), 1);
      tried++;
    }
    assertThat(tried).isEqualTo(12);
    assertThat(limiter.wait(stranger(OFFICE, "1001"))).isEqualTo(Duration.ofSeconds(1));
    assertThat(allows(stranger(ELSEWHERE, "1001"))).isTrue();
  }

  @Test
  void whoIsRegisteredThereIsNotKeptOutByThat() {
    for (int user = 0; user < 12; user++) {
      wrong(stranger(OFFICE, "user " + user), 1);
    }
    var registered = guesser(OFFICE, "1001", Nearness.NETWORK, 40_001);

    assertThat(allows(registered)).isTrue();
    wrong(registered, 3);
    assertThat(allows(registered)).as("its own guesses are counted").isFalse();
  }

  @Test
  void thePhoneItselfIsNotKeptOutByWhoGuessesItsPasswordBesideIt() {
    wrong(stranger(OFFICE, "1001"), 3);
    wrong(guesser(OFFICE, "1001", Nearness.NETWORK, 40_001), 3);
    var phone = guesser(OFFICE, "1001", Nearness.FLOW, 40_002);

    assertThat(allows(phone)).isTrue();
    wrong(phone, 3);
    assertThat(allows(phone)).isFalse();
  }

  @Test
  void whoHasRestedIsForgotten() {
    wrong(stranger(OFFICE, "1001"), 3);
    assertThat(limiter.isWatching()).isTrue();
    clock.now = clock.now.plusSeconds(30);

    assertThat(allows(stranger(OFFICE, "1001"))).isTrue();
    assertThat(limiter.size()).isZero();
    assertThat(limiter.isWatching()).isFalse();
  }

  @Test
  void theTableIsBounded() {
    for (int network = 0; network < 50; network++) {
      wrong(stranger(new SourceNetwork(network), "1001"), 3);
    }

    assertThat(limiter.size()).isEqualTo(20);
    assertThat(allows(stranger(new SourceNetwork(49), "1001"))).isFalse();
    assertThat(allows(stranger(new SourceNetwork(0), "1001"))).isTrue();
  }
}
