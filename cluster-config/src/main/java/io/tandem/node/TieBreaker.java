package io.tandem.node;

import io.tandem.store.Leases;
import io.tandem.store.RareLine;
import io.tandem.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.coordination.lease.LeaseSettings;
import org.apache.pekko.coordination.lease.javadsl.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the split brain resolver asks before it has unreachable nodes removed. More than half of the
 * nodes go on and fewer end themselves, without asking anybody; two halves ask Cassandra, which
 * gives its lease to one. While Cassandra is silent both halves wait: their calls go on, and the
 * shards of the other half stay without a home.
 */
final class TieBreaker extends Lease {
  private static final Logger LOG = LoggerFactory.getLogger(TieBreaker.class);

  /** Where Pekko's configuration names this class. */
  static final String CONFIG_PATH = "tandem.pekko.tie-breaker";

  private static final String LEASE = "tie";
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final LeaseSettings settings;
  private final Supplier<Standing> standing;
  private final Arbiter arbiter;
  private final RareLine silence = new RareLine(Clock.systemUTC(), Duration.ofMinutes(1));

  /** Hands the store to the instance that Pekko makes. */
  static final class Arbiter extends Setup {
    private final Leases leases;
    private final Duration life;

    /** A lease taken from {@code leases} is kept for {@code life}. */
    Arbiter(Leases leases, Duration life) {
      this.leases = leases;
      this.life = life;
    }
  }

  /** Called by Pekko, by reflection. */
  TieBreaker(LeaseSettings settings, ExtendedActorSystem system) {
    this(
        settings,
        () -> Standing.of(Cluster.get(system).state()),
        system.settings().setup().get(Arbiter.class).orElseThrow());
  }

  TieBreaker(LeaseSettings settings, Supplier<Standing> standing, Arbiter arbiter) {
    this.settings = settings;
    this.standing = standing;
    this.arbiter = arbiter;
  }

  @Override
  public LeaseSettings getSettings() {
    return settings;
  }

  @Override
  public CompletionStage<Boolean> acquire() {
    var part = standing.get();
    LOG.info("This part of the cluster is {}", part);
    return switch (part) {
      case MAJORITY -> CompletableFuture.completedFuture(true);
      case MINORITY -> CompletableFuture.completedFuture(false);
      case HALF -> askArbiter();
    };
  }

  private CompletionStage<Boolean> askArbiter() {
    return arbiter
        .leases
        .acquire(LEASE, settings.ownerName(), arbiter.life)
        .whenComplete(
            (granted, failure) -> {
              if (failure == null) {
                LOG.info("The other half is {}", granted ? "to end" : "the one to go on");
              }
            })
        .exceptionallyCompose(
            failure -> {
              if (!isSilence(failure)) {
                return CompletableFuture.failedFuture(failure);
              }
              silence.add(
                  1,
                  times ->
                      LOG.warn(
                          "Cassandra does not say which half goes on, both wait, asked {} times: {}",
                          times,
                          failure.toString()));
              var later =
                  CompletableFuture.delayedExecutor(RETRY.toMillis(), TimeUnit.MILLISECONDS);
              return CompletableFuture.runAsync(() -> {}, later)
                  .thenCompose(waited -> askArbiter());
            });
  }

  private static boolean isSilence(Throwable failure) {
    return failure instanceof StoreException
        || failure instanceof CompletionException && failure.getCause() instanceof StoreException;
  }

  @Override
  public CompletionStage<Boolean> acquire(Consumer<Optional<Throwable>> onLost) {
    return acquire();
  }

  @Override
  public CompletionStage<Boolean> release() {
    return arbiter.leases.release(LEASE, settings.ownerName()).thenApply(done -> true);
  }

  /** Never held from one decision to the next: who had the majority then may be the fewer now. */
  @Override
  public boolean checkLease() {
    return false;
  }
}
