package io.tandem.tenant;

import io.tandem.id.Domain;
import io.tandem.id.TenantId;
import io.tandem.store.StoreException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds creations and deletions of tenants that a crash has interrupted and wakes their entities to
 * finish them; now and then tidies what earlier releases have stored. Runs on the cluster's leader
 * only, which saves work; more than one would do no harm.
 */
final class TenantSweep {
  private static final Logger LOG = LoggerFactory.getLogger(TenantSweep.class);
  private static final int PAGE = 500;
  private static final int TIDY_EVERY = 60;

  private final TenantStorage storage;
  private final BooleanSupplier isLeader;
  private final BiConsumer<TenantId, TenantEntity.Command> entities;
  private final AtomicBoolean running = new AtomicBoolean();
  private final AtomicLong runs = new AtomicLong();
  private volatile Set<TenantId> unconfirmed = Set.of();

  TenantSweep(
      TenantStorage storage,
      BooleanSupplier isLeader,
      BiConsumer<TenantId, TenantEntity.Command> entities) {
    this.storage = storage;
    this.isLeader = isLeader;
    this.entities = entities;
  }

  /** Looks once through domains and tenants, unless the look before is not over. */
  void run() {
    if (!isLeader.getAsBoolean() || !running.compareAndSet(false, true)) {
      return;
    }
    tidy()
        .thenCompose(tidied -> storage.domains())
        .thenCompose(
            domains -> {
              settleUnconfirmed(domains);
              var owners = new HashMap<Domain, TenantId>();
              domains.forEach(owner -> owners.put(owner.domain(), owner.tenant()));
              return settleListed(owners, null);
            })
        .whenComplete(
            (done, error) -> {
              running.set(false);
              if (error != null) {
                LOG.atLevel(StoreException.logLevel(error))
                    .log("Interrupted creations and deletions wait: {}", error.toString());
              }
            });
  }

  /** Other nodes may still be of the release that leaves something to be tidied. */
  private CompletionStage<Void> tidy() {
    return runs.getAndIncrement() % TIDY_EVERY == 0
        ? storage.tidy()
        : CompletableFuture.completedFuture(null);
  }

  /** A domain unconfirmed for two sweeps is no creation under way but one that was interrupted. */
  private void settleUnconfirmed(List<TenantStorage.DomainOwner> domains) {
    var now = domains.stream().filter(owner -> !owner.confirmed()).toList();
    now.stream()
        .filter(owner -> unconfirmed.contains(owner.tenant()))
        .forEach(owner -> settle(owner.tenant(), owner.domain()));
    unconfirmed =
        now.stream().map(TenantStorage.DomainOwner::tenant).collect(Collectors.toUnmodifiableSet());
  }

  /** A listed tenant without its domain is what is left of a creation that another overtook. */
  private CompletionStage<Void> settleListed(Map<Domain, TenantId> owners, String after) {
    return storage
        .page(after, PAGE)
        .thenCompose(
            page -> {
              page.items().stream()
                  .filter(
                      tenant ->
                          tenant.status() == TenantStatus.DELETING
                              || !tenant.id().equals(owners.get(tenant.domain())))
                  .forEach(tenant -> settle(tenant.id(), tenant.domain()));
              return page.next() == null
                  ? CompletableFuture.completedFuture(null)
                  : settleListed(owners, page.next());
            });
  }

  private void settle(TenantId tenant, Domain domain) {
    entities.accept(tenant, new TenantEntity.Settle(domain));
  }
}
