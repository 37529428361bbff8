package io.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.tandem.store.StoreException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.coordination.lease.LeaseSettings;
import org.apache.pekko.coordination.lease.TimeoutSettings;
import org.junit.jupiter.api.Test;
import scala.concurrent.duration.FiniteDuration;

class TieBreakerTest {
  private final FakeLeases leases = new FakeLeases();

  @Test
  void countsWithoutAskingWhenItIsNoTie() {
    leases.failOnce(new IllegalStateException("must not be asked"));
    assertThat(now(at("a:1", Standing.MAJORITY).acquire())).isTrue();
    assertThat(now(at("b:1", Standing.MINORITY).acquire())).isFalse();
  }

  @Test
  void oneHalfGoesOnAndMayAskAgain() {
    var first = at("a:1", Standing.HALF);
    assertThat(now(first.acquire())).isTrue();
    assertThat(now(at("b:1", Standing.HALF).acquire())).isFalse();
    assertThat(now(first.acquire())).isTrue();
    assertThat(first.checkLease()).isFalse();

    now(first.release());
    assertThat(now(at("b:1", Standing.HALF).acquire())).isTrue();
  }

  @Test
  void bothHalvesWaitForASilentDatabase() {
    leases.failOnce(new StoreException("silent"));
    var answer = at("a:1", Standing.HALF).acquire().toCompletableFuture();
    assertThat(answer).isNotDone().succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
  }

  private TieBreaker at(String address, Standing standing) {
    var second = FiniteDuration.apply(1, "s");
    var settings =
        new LeaseSettings(
            "tie", address, new TimeoutSettings(second, second, second), ConfigFactory.empty());
    return new TieBreaker(
        settings, () -> standing, new TieBreaker.Arbiter(leases, Duration.ofSeconds(40)));
  }

  private static <T> T now(CompletionStage<T> stage) {
    assertThat(stage.toCompletableFuture()).isDone();
    return stage.toCompletableFuture().join();
  }
}
