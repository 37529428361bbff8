package io.tandem.node;

import io.tandem.store.Leases;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The lease that says that a cluster lives on this database, and which one. Only who takes it may
 * begin a cluster; all members renew it. A node that was cut off and started again finds it taken,
 * and so does a member that has slept while the others were given up and a new cluster began.
 */
final class LivingCluster {
  /** So long after the last member has died nobody can begin a cluster. */
  static final Duration LIFE = Duration.ofSeconds(30);

  /** How often members renew it. */
  static final Duration RENEWAL = LIFE.dividedBy(5);

  private static final String LEASE = "cluster";

  private final Leases leases;
  private final String own = UUID.randomUUID().toString();
  private volatile String cluster;

  LivingCluster(Leases leases) {
    this.leases = leases;
  }

  /** Whether this node may begin a cluster: none lives. */
  CompletionStage<Boolean> begin() {
    return leases
        .acquire(LEASE, own, LIFE)
        .thenApply(
            granted -> {
              if (granted) {
                cluster = own;
              }
              return granted;
            });
  }

  /**
   * Renews the lease of the cluster that this node is a member of.
   *
   * @return false when another cluster lives; this one must not go on then
   */
  CompletionStage<Boolean> keep() {
    return cluster != null ? leases.acquire(LEASE, cluster, LIFE) : learn();
  }

  /** A member that has joined learns whose lease it is; while nobody has it, somebody may know. */
  private CompletionStage<Boolean> learn() {
    return leases
        .owner(LEASE)
        .thenCompose(
            owner -> {
              cluster = owner.orElse(null);
              return cluster == null ? CompletableFuture.completedFuture(true) : keep();
            });
  }

  /** The last member leaves: the next node may begin a cluster at once. */
  CompletionStage<Void> end() {
    return cluster == null
        ? CompletableFuture.completedFuture(null)
        : leases.release(LEASE, cluster);
  }
}
