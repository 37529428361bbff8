package io.tandem.api.auth;

import static io.tandem.api.support.TestApi.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.api.support.TestApi;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PasswordsTest {
  @Test
  void onlyTheHashedPasswordMatches() {
    String hash = join(TestApi.PASSWORDS.hash("pässword of ann"));

    assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(join(TestApi.PASSWORDS.matches("pässword of ann", hash))).isTrue();
    assertThat(join(TestApi.PASSWORDS.matches("password of ann", hash))).isFalse();
    assertThat(join(TestApi.PASSWORDS.matches("", hash))).isFalse();
  }

  @Test
  void twoHashesOfOnePasswordDiffer() {
    assertThat(join(TestApi.PASSWORDS.hash("same")))
        .isNotEqualTo(join(TestApi.PASSWORDS.hash("same")));
  }

  @Test
  void nothingMatchesWhoDoesNotExist() {
    assertThat(join(TestApi.PASSWORDS.matches("nobody's password", null))).isFalse();
  }

  @Test
  void beyondItsQueueItRefuses() {
    var passwords = new Passwords();
    var stages = new ArrayList<CompletableFuture<String>>();
    for (int i = 0; i < 80; i++) {
      stages.add(passwords.hash("x").toCompletableFuture());
    }
    passwords.close();

    var refused = stages.stream().filter(PasswordsTest::isRefused).toList();
    assertThat(refused).hasSizeBetween(1, 14);
  }

  private static boolean isRefused(CompletableFuture<String> stage) {
    return stage.isCompletedExceptionally()
        && stage
            .handle((hash, error) -> error instanceof RejectedExecutionException)
            .orTimeout(1, TimeUnit.SECONDS)
            .join();
  }
}
