package io.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.tandem.store.StoreException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class StartLogTest {
  private static final StoreException AWAY = new StoreException("the database is away");

  private final StartLog log = new StartLog();
  private final AtomicInteger attempts = new AtomicInteger();

  @Test
  void aStepThatTheDatabaseFailsIsTriedAgain() {
    assertThat(step(Duration.ofMinutes(1), () -> attempts.get() == 1 ? failed(AWAY) : done()))
        .isEqualTo("done");
    assertThat(attempts).hasValue(2);
  }

  @Test
  void aStepThatTheDatabaseFailsToItsEndSaysWhy() {
    assertThatThrownBy(() -> step(Duration.ofMillis(20), () -> failed(AWAY)))
        .hasMessage("step: the database is away");
  }

  @Test
  void aStepThatFailsOtherwiseIsNotTriedAgain() {
    var mistake = new CompletionException(new IllegalStateException("a mistake"));
    assertThatThrownBy(() -> step(Duration.ofMinutes(1), () -> failed(mistake)))
        .hasMessage("step: a mistake");
    assertThat(attempts).hasValue(1);
  }

  @Test
  void aStepThatDoesNotEndSaysSo() {
    assertThatThrownBy(() -> step(Duration.ofMillis(20), CompletableFuture::new))
        .hasMessageMatching("step: no answer within \\d+ s");
  }

  @Test
  void aStepThatEndsJustBehindItsTimeHasSucceeded() {
    assertThat(step(Duration.ofMillis(-1), LateResult::new)).isEqualTo("done");
  }

  /** Comes to its end between two looks. */
  private static final class LateResult extends CompletableFuture<String> {
    @Override
    public boolean isDone() {
      complete("done");
      return super.isDone();
    }
  }

  @Test
  void aNodeThatTheClusterRemovesIsToBeStartedAgain() {
    log.clusterLost();
    assertThatThrownBy(() -> step(Duration.ofMinutes(1), CompletableFuture::new))
        .asInstanceOf(type(NodeStartException.class))
        .extracting(NodeStartException::status)
        .isEqualTo(Main.LOST_CLUSTER);
  }

  private String step(Duration limit, Supplier<CompletionStage<String>> step) {
    return log.step(
        "a step",
        limit,
        cause -> "step: " + cause.getMessage(),
        () -> {
          attempts.incrementAndGet();
          return step.get();
        });
  }

  private static CompletionStage<String> done() {
    return CompletableFuture.completedFuture("done");
  }

  private static CompletionStage<String> failed(Throwable with) {
    return CompletableFuture.failedFuture(with);
  }
}
