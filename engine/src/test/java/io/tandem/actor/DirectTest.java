package io.tandem.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import scala.concurrent.Promise;
import scala.jdk.javaapi.FutureConverters;

class DirectTest {
  private final Promise<String> promise = scala.concurrent.Promise$.MODULE$.apply();
  private final CompletionStage<String> pekkos = FutureConverters.asJava(promise.future());

  @Test
  void runsDependantsInTheThreadThatBringsTheAnswer() {
    var thread = Direct.of(pekkos).thenApply(value -> Thread.currentThread());

    promise.success("answer");

    assertThat(thread).isCompletedWithValue(Thread.currentThread());
  }

  @Test
  void passesFailuresOn() {
    var direct = Direct.of(pekkos);

    promise.failure(new IllegalStateException("no answer"));

    assertThatThrownBy(direct::join)
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage("no answer");
  }
}
