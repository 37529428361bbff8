package io.tandem.api.auth;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Hashes passwords with Argon2id (RFC 9106): 19 MiB, 2 passes, 1 lane. It costs tens of
 * milliseconds by design, so it has two threads of its own and a queue of 64; beyond that its
 * stages fail with {@link RejectedExecutionException}.
 */
public final class Passwords implements AutoCloseable {
  private static final Argon2Function ARGON2 =
      Argon2Function.getInstance(19 * 1024, 2, 1, 32, Argon2.ID);
  private static final int SALT_BYTES = 16;
  private static final int THREADS = 2;
  private static final int QUEUE = 64;

  private final ThreadPoolExecutor executor;
  private final String hashOfNothing;

  /** Starts the threads; hashes once, so it takes a moment. */
  public Passwords() {
    executor =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            Passwords::daemon);
    hashOfNothing = hashNow("nobody's password");
  }

  /** The hash of {@code password} with its salt and parameters, as one text. */
  public CompletionStage<String> hash(String password) {
    return run(() -> hashNow(password));
  }

  /**
   * Whether {@code password} is the one that was hashed.
   *
   * @param hash {@code null} for a user that does not exist: it then takes as long and is false
   */
  public CompletionStage<Boolean> matches(String password, String hash) {
    String against = hash == null ? hashOfNothing : hash;
    return run(() -> Password.check(password, against).with(ARGON2) && hash != null);
  }

  private <T> CompletionStage<T> run(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(work, executor);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static String hashNow(String password) {
    return Password.hash(password).addRandomSalt(SALT_BYTES).with(ARGON2).getResult();
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work, "passwords");
    thread.setDaemon(true);
    return thread;
  }

  /** Ends the threads; what waits is not hashed any more. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
