package io.tandem.secret;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The keys that the nodes of a cluster share, one ring for each {@link Purpose}. The first node
 * ever makes them; nodes that start at once agree, since only one can insert a key of a given id. A
 * node reads them again from time to time ({@link #reload}) and so learns of keys that others made.
 *
 * <p>A new key verifies as soon as a node knows it, but signs only {@link #ACTIVATION} after it was
 * made, when every node has had the time to learn of it. Older keys go on verifying until {@link
 * #KEPT} newer ones exist.
 */
public final class ClusterSecrets {
  /** How long after its making a key begins to sign; nodes reload more often than this. */
  public static final Duration ACTIVATION = Duration.ofMinutes(2);

  /** Keys of a purpose that are kept when it is rotated, but for those that are kept for ever. */
  public static final int KEPT = 8;

  private static final int IDS = 256;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Comparator<SecretRepository.StoredKey> BY_AGE =
      Comparator.comparing(SecretRepository.StoredKey::createdAt)
          .thenComparing(stored -> stored.key().id());

  private final SecretRepository repository;
  private final Clock clock;
  private final Map<Purpose, Ring> rings = new EnumMap<>(Purpose.class);

  private ClusterSecrets(SecretRepository repository, Clock clock) {
    this.repository = repository;
    this.clock = clock;
    for (var purpose : Purpose.values()) {
      rings.put(purpose, new Ring(clock));
    }
  }

  /** Reads all keys, making those that there are none of yet. */
  public static CompletionStage<ClusterSecrets> load(SecretRepository repository, Clock clock) {
    var secrets = new ClusterSecrets(repository, clock);
    return secrets.reload().thenApply(loaded -> secrets);
  }

  /** The keys for {@code purpose}; the ring stays the same object when keys change. */
  public KeyRing ring(Purpose purpose) {
    return rings.get(purpose);
  }

  /** Reads all keys again. When that fails, the rings stay as they are. */
  public CompletionStage<Void> reload() {
    var all = new ArrayList<CompletableFuture<Void>>();
    for (var purpose : Purpose.values()) {
      all.add(reload(purpose).toCompletableFuture());
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
  }

  private CompletionStage<Void> reload(Purpose purpose) {
    return repository
        .list(purpose)
        .thenCompose(
            keys ->
                keys.isEmpty()
                    ? repository
                        .insertIfAbsent(purpose, newKey(0))
                        .thenCompose(inserted -> repository.list(purpose))
                    : CompletableFuture.completedFuture(keys))
        .thenAccept(rings.get(purpose)::set);
  }

  /**
   * Reads all keys again, then makes a new one for each purpose whose newest is older than {@code
   * age}, but for those that are kept for ever. May be called on every node, as often as one likes.
   */
  public CompletionStage<Void> rotateOlderThan(Duration age) {
    return reload().thenCompose(current -> rotateOld(age));
  }

  private CompletionStage<Void> rotateOld(Duration age) {
    Instant oldest = clock.instant().minus(age);
    CompletionStage<Void> rotated = CompletableFuture.completedFuture(null);
    for (var purpose : Purpose.values()) {
      if (!purpose.keptForEver() && rings.get(purpose).newest().isBefore(oldest)) {
        rotated = rotated.thenCompose(done -> rotate(purpose));
      }
    }
    return rotated;
  }

  /**
   * Makes a new key for {@code purpose} and drops the oldest beyond {@link #KEPT}. When two nodes
   * rotate at once, one new key is made.
   *
   * @return fails when the purpose has no free key id, which concerns only keys kept for ever
   */
  public CompletionStage<Void> rotate(Purpose purpose) {
    return repository
        .list(purpose)
        .thenCompose(
            keys -> {
              var byAge = keys.stream().sorted(BY_AGE).toList();
              int last = byAge.isEmpty() ? IDS - 1 : byAge.get(byAge.size() - 1).key().id();
              int next = (last + 1) % IDS;
              if (keys.stream().anyMatch(stored -> stored.key().id() == next)) {
                return CompletableFuture.<Void>failedFuture(
                    new IllegalStateException("no free key id for " + purpose.id()));
              }
              return repository
                  .insertIfAbsent(purpose, newKey(next))
                  .thenCompose(inserted -> drop(purpose, byAge));
            })
        .thenCompose(rotated -> reload(purpose));
  }

  private CompletionStage<Void> drop(Purpose purpose, List<SecretRepository.StoredKey> byAge) {
    CompletionStage<Void> dropped = CompletableFuture.completedFuture(null);
    int surplus = purpose.keptForEver() ? 0 : byAge.size() + 1 - KEPT;
    for (int i = 0; i < surplus; i++) {
      int id = byAge.get(i).key().id();
      dropped = dropped.thenCompose(done -> repository.delete(purpose, id));
    }
    return dropped;
  }

  private SecretRepository.StoredKey newKey(int id) {
    var material = new byte[Key.LENGTH];
    RANDOM.nextBytes(material);
    return new SecretRepository.StoredKey(
        new Key(id, material), clock.instant().truncatedTo(ChronoUnit.MILLIS));
  }

  private static final class Ring implements KeyRing {
    private final Clock clock;
    private volatile List<SecretRepository.StoredKey> byAge = List.of();

    Ring(Clock clock) {
      this.clock = clock;
    }

    void set(List<SecretRepository.StoredKey> keys) {
      byAge = keys.stream().sorted(BY_AGE).toList();
    }

    Instant newest() {
      return byAge.get(byAge.size() - 1).createdAt();
    }

    @Override
    public Key current() {
      var keys = byAge;
      var active = clock.instant().minus(ACTIVATION);
      for (int i = keys.size() - 1; i > 0; i--) {
        if (!keys.get(i).createdAt().isAfter(active)) {
          return keys.get(i).key();
        }
      }
      return keys.get(0).key();
    }

    @Override
    public Key find(int id) {
      for (var stored : byAge) {
        if (stored.key().id() == id) {
          return stored.key();
        }
      }
      return null;
    }
  }
}
