package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.edge.Whereabouts.Stranger;
import io.tandem.id.Extension;
import io.tandem.net.SourceNetwork;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How often the registrar is asked on behalf of who has proved nothing. */
class WhereaboutsTest {
  private final EdgeFixture.TestClock clock = new EdgeFixture.TestClock();
  private final EveryBinding registrar = new EveryBinding();
  private final Whereabouts whereabouts =
      new Whereabouts(new LiveRegistrations(clock, 10), registrar, clock);

  private static Stranger stranger(int number, long network) {
    var extension = new Extension(Integer.toString(number));
    return new Stranger(FakeDirectory.TENANT, extension, new SourceNetwork(network));
  }

  private void pass(long seconds) {
    clock.now = clock.now.plusSeconds(seconds);
  }

  @Test
  void forTheSameOneItIsAskedOnceInTenSeconds() {
    assertThat(whereabouts.mayAskFor(stranger(1001, 1))).isTrue();
    pass(9);
    assertThat(whereabouts.mayAskFor(stranger(1001, 1))).isFalse();
    assertThat(whereabouts.mayAskFor(stranger(1001, 2))).isTrue();
    pass(1);
    assertThat(whereabouts.mayAskFor(stranger(1001, 1))).isTrue();
  }

  @Test
  void whoMakesUpNumbersAsksNoMoreThanAnOffice() {
    long asked =
        IntStream.range(0, 500)
            .filter(guess -> whereabouts.mayAskFor(stranger(30_000 + guess, 1)))
            .count();

    assertThat(asked).isEqualTo(20);
    assertThat(whereabouts.mayAskFor(stranger(1001, 2))).isTrue();
    assertThat(whereabouts.mayAskFor(stranger(1001, 1))).isFalse();
    pass(1); // who asked in vain has not spent its question
    assertThat(whereabouts.mayAskFor(stranger(1001, 1))).isTrue();
  }

  @Test
  void whileTheRegistrarIsSlowFewQuestionsWait() {
    registrar.answer = new CompletableFuture<>();
    for (int network = 0; network < 64; network++) {
      assertThat(whereabouts.mayAskFor(stranger(1001, network))).isTrue();
      whereabouts.askFor(stranger(1001, network));
    }
    assertThat(whereabouts.mayAskFor(stranger(1002, 99))).isFalse();

    registrar.answer.completeExceptionally(new IllegalStateException("away"));
    assertThat(whereabouts.mayAskFor(stranger(1002, 99))).isTrue();
  }
}
