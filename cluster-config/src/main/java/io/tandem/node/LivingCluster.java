package io.tandem.node;

import io.tandem.store.Leases;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * The lease that says that a cluster lives on this database, and which one. Only who takes it may
 * begin a cluster; all members renew it. A node that was cut off and started again finds it taken,
 * and so does a member that has slept while the others were given up and a new cluster began.
 *
 * <p>While the database is away nobody renews it, so that a lease that ran out does not say that
 * its cluster has died: then only who finds it free for {@link #ABSENCE} may take it.
 */
final class LivingCluster {
  /** So long after the last member has died, and for {@link #ABSENCE}, nobody can begin. */
  static final Duration LIFE = Duration.ofSeconds(30);

  /** How often members renew it. */
  static final Duration RENEWAL = LIFE.dividedBy(5);

  /**
   * Longer than members take to renew it when the database is back: 5 s until they are connected.
   */
  static final Duration ABSENCE = RENEWAL.plusSeconds(6);

  private static final String LEASE = "cluster";

  /** Taken for good when a cluster begins, and given back by the last to leave in good order. */
  private static final String BEGUN = "cluster-begun";

  private static final String ANY_CLUSTER = "any";

  private final Leases leases;
  private final LongSupplier nanoTime;
  private final String own = UUID.randomUUID().toString();
  private volatile String cluster;
  private volatile Long freeSince;
  private volatile long keptAt;

  LivingCluster(Leases leases, LongSupplier nanoTime) {
    this.leases = leases;
    this.nanoTime = nanoTime;
    this.keptAt = nanoTime.getAsLong();
  }

  /** Whether this node may begin a cluster: none lives. To be asked again while it may not. */
  CompletionStage<Boolean> begin() {
    return leases
        .owner(BEGUN)
        .thenCompose(
            begun ->
                begun.isEmpty()
                    ? take()
                    : leases
                        .owner(LEASE)
                        .thenCompose(
                            owner ->
                                isAbandoned(owner)
                                    ? take()
                                    : CompletableFuture.completedFuture(false)))
        .whenComplete(
            (granted, failure) -> {
              if (failure != null) {
                freeSince = null; // members may have missed the database as well
              }
            });
  }

  /** Whether no member has come back for its lease; {@code own}: an answer of before got lost. */
  private boolean isAbandoned(Optional<String> owner) {
    if (owner.isPresent()) {
      freeSince = null;
      return owner.get().equals(own);
    }
    long now = nanoTime.getAsLong();
    Long since = freeSince;
    if (since == null) {
      freeSince = now;
      return false;
    }
    return now - since > ABSENCE.toNanos();
  }

  private CompletionStage<Boolean> take() {
    return leases
        .acquire(LEASE, own, LIFE)
        .thenCompose(
            granted -> {
              if (!granted) {
                return CompletableFuture.completedFuture(false);
              }
              return leases
                  .acquire(BEGUN, ANY_CLUSTER, Duration.ZERO)
                  .thenApply(
                      begun -> {
                        cluster = own;
                        return true;
                      });
            });
  }

  /** Another cluster has taken this node in before it began its own. */
  CompletionStage<Void> giveBack() {
    cluster = null;
    return leases.release(LEASE, own);
  }

  /**
   * Renews the lease of the cluster that this node is a member of.
   *
   * @return false when another cluster lives; this one must not go on then
   */
  CompletionStage<Boolean> keep() {
    return (cluster != null ? leases.acquire(LEASE, cluster, LIFE) : learn())
        .thenApply(
            kept -> {
              keptAt = nanoTime.getAsLong();
              return kept;
            });
  }

  /** Whether this node could not renew it for longer than it lives. */
  boolean isOverdue() {
    return nanoTime.getAsLong() - keptAt > LIFE.toNanos();
  }

  /** A member that has joined learns whose lease it is; while nobody has it, somebody may know. */
  private CompletionStage<Boolean> learn() {
    return leases
        .owner(LEASE)
        .thenCompose(
            owner -> {
              if (owner.isEmpty()) {
                return CompletableFuture.completedFuture(true);
              }
              if (owner.get().equals(own)) { // the answer that granted it got lost
                return giveBack().thenApply(released -> true);
              }
              cluster = owner.get();
              return leases.acquire(LEASE, cluster, LIFE);
            });
  }

  /** The last member leaves: the next node may begin a cluster at once. */
  CompletionStage<Void> end() {
    return leases
        .owner(LEASE)
        .thenCompose(
            owner ->
                owner.isPresent() && owner.get().equals(cluster)
                    ? leases
                        .release(BEGUN, ANY_CLUSTER)
                        .thenCompose(released -> leases.release(LEASE, cluster))
                    : CompletableFuture.completedFuture(null));
  }
}
