package io.tandem.tenant;

import io.tandem.id.Domain;
import io.tandem.id.TenantId;
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
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which tenant owns which domain: all of them, in memory. A name that is not here is looked up once
 * and then remembered as nobody's for a while, in a bounded table whose oldest entries go; while
 * {@value #LOOKUPS} look-ups are under way, further unknown names count as nobody's without one. So
 * made-up names cost the database little.
 */
final class DomainMap {
  private static final Logger LOG = LoggerFactory.getLogger(DomainMap.class);
  private static final int LOOKUPS = 32;

  private final ConcurrentHashMap<String, Owner> owners = new ConcurrentHashMap<>();
  private final Semaphore lookups = new Semaphore(LOOKUPS);
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
    if (!Domain.isValid(domain) || isNobodys(domain) || !lookups.tryAcquire()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return storage
        .owner(new Domain(domain))
        .whenComplete((owner, error) -> lookups.release())
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

  private boolean isNobodys(String domain) {
    synchronized (nobodys) {
      var until = nobodys.get(domain);
      return until != null && clock.instant().isBefore(until);
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
                LOG.warn("The map of domains stays as it is for now: {}", error.toString());
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
