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
    String hash = join(TestApi.PASSWORDS.hash("test", "pässword of ann"));

    assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(join(TestApi.PASSWORDS.matches("test", "pässword of ann", hash))).isTrue();
    assertThat(join(TestApi.PASSWORDS.matches("test", "password of ann", hash))).isFalse();
    assertThat(join(TestApi.PASSWORDS.matches("test", "", hash))).isFalse();
  }

  @Test
  void twoHashesOfOnePasswordDiffer() {
    assertThat(join(TestApi.PASSWORDS.hash("test", "same")))
        .isNotEqualTo(join(TestApi.PASSWORDS.hash("test", "same")));
  }

  @Test
  void nothingMatchesWhoDoesNotExist() {
    assertThat(join(TestApi.PASSWORDS.matches("test", "nobody's password", null))).isFalse();
  }

  @Test
  void beyondItsQueueItRefuses() {
    var passwords = new Passwords();
    var stages = new ArrayList<CompletableFuture<String>>();
    for (int i = 0; i < 80; i++) {
      stages.add(passwords.hash("owner " + i, "x").toCompletableFuture());
    }
    passwords.close();

    var refused = stages.stream().filter(PasswordsTest::isRefused).toList();
    assertThat(refused).hasSizeBetween(1, 14);
  }

  @Test
  void oneOwnerCannotTakeTheQueueFromTheOthers() {
    var passwords = new Passwords();
    var own = new ArrayList<CompletableFuture<Boolean>>();
    for (int i = 0; i < 80; i++) {
      own.add(passwords.matches("loud.test", "x", null).toCompletableFuture());
    }
    assertThat(own.subList(0, Passwords.SHARE)).noneMatch(PasswordsTest::isRefused);
    assertThat(own.stream().filter(PasswordsTest::isRefused).count()).isGreaterThan(40);
    assertThat(join(passwords.hash("other.test", "x"))).startsWith("$argon2id$");

    CompletableFuture.allOf(own.toArray(CompletableFuture[]::new)).exceptionally(e -> null).join();
    assertThat(join(passwords.matches("loud.test", "x", null))).isFalse();
    passwords.close();
  }

  private static boolean isRefused(CompletableFuture<?> stage) {
    return stage.isCompletedExceptionally()
        && stage
            .handle((hash, error) -> error instanceof RejectedExecutionException)
            .orTimeout(1, TimeUnit.SECONDS)
            .join();
  }
}
