package io.tandem.api.auth;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Hashes passwords with Argon2id (RFC 9106): 19 MiB, 2 passes, 1 lane. It costs tens of
 * milliseconds by design, so it has two threads of its own and a queue of 64, of which one tenant,
 * or one account, gets {@link #SHARE}; beyond that its stages fail with {@link
 * RejectedExecutionException}. Each thread keeps its 19 MiB from its first hash on.
 */
public final class Passwords implements AutoCloseable {
  private static final Argon2id.Cost COST = PasswordHash.OURS;
  private static final int SALT_OCTETS = 16;
  private static final int TAG_OCTETS = 32;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int THREADS = 2;
  private static final int QUEUE = 64;

  /** How many may run and wait for one at a time. */
  static final int SHARE = 16;

  /** What a hash must be that somebody else has made, in words. */
  public static final String HASH_GRAMMAR = PasswordHash.GRAMMAR;

  private final ThreadLocal<Argon2id> argon2 = ThreadLocal.withInitial(() -> new Argon2id(COST));
  private final ThreadPoolExecutor executor;
  private final PasswordHash hashOfNothing;
  private final Map<String, Integer> running = new ConcurrentHashMap<>();

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
    argon2.remove(); // this thread hashes no more
  }

  /**
   * The hash of {@code password} with its salt and parameters, as one text.
   *
   * @param owner whose share it takes, such as a tenant's id or an account's name
   */
  public CompletionStage<String> hash(String owner, String password) {
    return run(owner, () -> hashNow(password).text());
  }

  /**
   * Whether {@code password} is the one that was hashed.
   *
   * @param owner whose share it takes; must not depend on whether the user exists
   * @param hash {@code null} for a user that does not exist, or what is no hash for one who has no
   *     password yet: it then takes as long and is false
   */
  public CompletionStage<Boolean> matches(String owner, String password, String hash) {
    var known = Optional.ofNullable(hash).flatMap(PasswordHash::parse);
    PasswordHash against = known.orElse(hashOfNothing);
    return run(owner, () -> matchesNow(password, against) && known.isPresent());
  }

  /** Whether {@code text} is a hash that {@link #matches} takes. */
  public static boolean isHash(String text) {
    return PasswordHash.parse(text).isPresent();
  }

  private <T> CompletionStage<T> run(String owner, Supplier<T> work) {
    try {
      if (running.merge(owner, 1, Integer::sum) > SHARE) {
        throw new RejectedExecutionException("too many passwords at once of " + owner);
      }
      return CompletableFuture.supplyAsync(work, executor)
          .whenComplete((result, error) -> ended(owner));
    } catch (RejectedExecutionException e) {
      ended(owner);
      return CompletableFuture.failedFuture(e);
    }
  }

  private void ended(String owner) {
    running.computeIfPresent(owner, (name, count) -> count == 1 ? null : count - 1);
  }

  private PasswordHash hashNow(String password) {
    var salt = new byte[SALT_OCTETS];
    RANDOM.nextBytes(salt);
    return new PasswordHash(COST, salt, tag(password, salt, COST, TAG_OCTETS));
  }

  private boolean matchesNow(String password, PasswordHash hash) {
    return hash.hasTag(tag(password, hash.salt(), hash.cost(), hash.tag().length));
  }

  private byte[] tag(String password, byte[] salt, Argon2id.Cost cost, int length) {
    return argon2.get().hash(password.getBytes(StandardCharsets.UTF_8), salt, cost, length);
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
