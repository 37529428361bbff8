package io.tandem.tenant;

import io.tandem.id.Domain;
import io.tandem.id.TenantId;
import io.tandem.store.StoreException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which tenant owns which domain: all of them, in memory, told by news and compared with the
 * database every minute. A name that is not here is looked up all the same, since news may have
 * been missed, and then remembered as nobody's for a while, in a bounded table whose oldest entries
 * go.
 *
 * <p>Anybody can make names up, before any authentication. So a node looks up {@value
 * #LOOKUPS_PER_SECOND} names a second at most, {@value #BURST} at once. Beyond that a name that was
 * nobody's before stays so, and one that was never asked for is not known: the stage fails, the
 * sender is asked to try again later (503). As no more than the rate is remembered, made-up names
 * cannot push the others out of the table while it has room for what a life brings.
 */
final class DomainMap {
  private static final Logger LOG = LoggerFactory.getLogger(DomainMap.class);
  static final int LOOKUPS_PER_SECOND = 5;
  static final int BURST = 50;

  private final ConcurrentHashMap<String, Owner> owners = new ConcurrentHashMap<>();
  private final LookupAllowance lookups;
  private final AtomicLong comparisons = new AtomicLong();
  private final TenantStorage storage;
  private final TenantNodeSettings settings;
  private final Clock clock;
  private final Map<String, Instant> nobodys;

  /** {@code since} is the number of the comparison that was latest when the entry was made. */
  private record Owner(TenantId tenant, long since) {}

  DomainMap(TenantStorage storage, TenantNodeSettings settings, Clock clock) {
    this.storage = storage;
    this.settings = settings;
    this.clock = clock;
    this.lookups = new LookupAllowance(LOOKUPS_PER_SECOND, BURST, clock);
    this.nobodys = new Oldest(settings.maxUnknownDomains());
  }

  /** The owner of {@code name}, in any case, or {@code null}. */
  TenantId find(String name) {
    var owner = owners.get(name.toLowerCase(Locale.ROOT));
    return owner == null ? null : owner.tenant();
  }

  /** The owner of {@code name}, looked up in the database when it is not here. */
  CompletionStage<Optional<TenantId>> load(String name) {
    String domain = name.toLowerCase(Locale.ROOT);
    var present = find(domain);
    if (present != null) {
      return CompletableFuture.completedFuture(Optional.of(present));
    }
    if (!Domain.isValid(domain)) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    var until = nobodysUntil(domain);
    Instant now = clock.instant();
    boolean clockWentBack = until != null && until.isAfter(now.plus(settings.unknownDomainLife()));
    boolean fresh = until != null && now.isBefore(until) && !clockWentBack;
    if (fresh || !lookups.takeOne()) {
      return until == null
          ? CompletableFuture.failedFuture(
              new TenantUnavailableException("more unknown domains than are looked up"))
          : CompletableFuture.completedFuture(Optional.empty());
    }
    return storage
        .owner(new Domain(domain))
        .thenApply(owner -> learn(domain, owner.filter(TenantStorage.DomainOwner::confirmed)));
  }

  private Optional<TenantId> learn(String domain, Optional<TenantStorage.DomainOwner> owner) {
    if (owner.isPresent()) {
      put(owner.get().domain(), owner.get().tenant());
    } else {
      synchronized (nobodys) {
        nobodys.put(domain, clock.instant().plus(settings.unknownDomainLife()));
      }
    }
    return owner.map(TenantStorage.DomainOwner::tenant);
  }

  /** Until when the name counts as nobody's, which may be over; null when it was not asked for. */
  private Instant nobodysUntil(String domain) {
    synchronized (nobodys) {
      return nobodys.get(domain);
    }
  }

  /** {@code tenant} owns {@code domain} now. */
  void put(Domain domain, TenantId tenant) {
    owners.put(domain.value(), new Owner(tenant, comparisons.get()));
    synchronized (nobodys) {
      nobodys.remove(domain.value());
    }
  }

  /** {@code tenant} owns {@code domain} no more. */
  void remove(Domain domain, TenantId tenant) {
    owners.computeIfPresent(
        domain.value(), (name, owner) -> owner.tenant().equals(tenant) ? null : owner);
  }

  /** Reads all domains and puts right what differs; news that come in meanwhile win. */
  CompletionStage<Void> compare() {
    long comparison = comparisons.incrementAndGet();
    return storage
        .domains()
        .thenAccept(all -> adopt(all, comparison))
        .whenComplete(
            (done, error) -> {
              if (error != null) {
                LOG.atLevel(StoreException.logLevel(error))
                    .log("The map of domains stays as it is for now: {}", error.toString());
              }
            });
  }

  private void adopt(List<TenantStorage.DomainOwner> all, long comparison) {
    var stored = new HashMap<String, TenantId>();
    for (var owner : all) {
      if (owner.confirmed()) {
        stored.put(owner.domain().value(), owner.tenant());
      }
    }
    stored.forEach(
        (domain, tenant) -> {
          if (!tenant.equals(find(domain))) {
            put(new Domain(domain), tenant);
          }
        });
    owners
        .entrySet()
        .removeIf(
            entry -> entry.getValue().since() < comparison && !stored.containsKey(entry.getKey()));
  }

  /** A map that drops its oldest entry when it is full. */
  private static final class Oldest extends LinkedHashMap<String, Instant> {
    private static final long serialVersionUID = 1L;
    private final int size;

    Oldest(int size) {
      this.size = size;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
      return size() > size;
    }
  }
}
