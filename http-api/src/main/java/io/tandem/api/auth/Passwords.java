package io.tandem.api.auth;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Hashes passwords with Argon2id (RFC 9106): 19 MiB, 2 passes, 1 lane. It costs tens of
 * milliseconds by design, so it runs on an executor of its own.
 */
public final class Passwords {
  private static final Argon2Function ARGON2 =
      Argon2Function.getInstance(19 * 1024, 2, 1, 32, Argon2.ID);
  private static final int SALT_BYTES = 16;

  private final Executor executor;
  private final String hashOfNothing;

  /**
   * @param executor where the hashing runs; should have few threads and a bounded queue
   */
  public Passwords(Executor executor) {
    this.executor = executor;
    this.hashOfNothing = hashNow("nobody's password");
  }

  /** The hash of {@code password} with its salt and parameters, as one text. */
  public CompletionStage<String> hash(String password) {
    return CompletableFuture.supplyAsync(() -> hashNow(password), executor);
  }

  /**
   * Whether {@code password} is the one that was hashed.
   *
   * @param hash {@code null} for a user that does not exist: it then takes as long and is false
   */
  public CompletionStage<Boolean> matches(String password, String hash) {
    String against = hash == null ? hashOfNothing : hash;
    return CompletableFuture.supplyAsync(
        () -> Password.check(password, against).with(ARGON2) && hash != null, executor);
  }

  private static String hashNow(String password) {
    return Password.hash(password).addRandomSalt(SALT_BYTES).with(ARGON2).getResult();
  }
}
