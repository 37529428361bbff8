package io.tandem.tenant;

import io.tandem.id.TenantId;
import io.tandem.secret.KeyRing;
import io.tandem.store.RareLine;
import io.tandem.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's copies of tenants' configurations and the map of all domains. Copies are read when
 * first asked for, follow the entities' news, and are read again when news were missed. Beyond
 * {@code maxCopies} those used longest ago go, and are read again when needed. While the database
 * is out of reach, the copies that are here keep serving.
 */
final class NodeTenants implements TenantDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(NodeTenants.class);

  /** A copy that no news has confirmed for this long is compared with the database. */
  private static final Duration UNCONFIRMED = Duration.ofMinutes(5);

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** The fewest copies that are compared in one go, and the most at the same time. */
  private static final int COMPARED_AT_ONCE = 200;

  private final ConcurrentHashMap<TenantId, CopySlot> slots = new ConcurrentHashMap<>();
  private final DomainMap domains;
  private final TenantStorage storage;
  private final KeyRing masterKeys;
  private final UnreadableObjects unreadable;
  private final TenantNodeSettings settings;
  private final Clock clock;
  private final RareLine unreadLine;
  private volatile long doubtedAt;

  NodeTenants(
      TenantStorage storage,
      KeyRing masterKeys,
      UnreadableObjects unreadable,
      TenantNodeSettings settings,
      Clock clock) {
    this.storage = storage;
    this.masterKeys = masterKeys;
    this.unreadable = unreadable;
    this.settings = settings;
    this.clock = clock;
    this.domains = new DomainMap(storage, settings, clock);
    this.unreadLine = new RareLine(clock, MINUTE);
  }

  @Override
  public TenantId tenantOf(String domain) {
    return domains.find(domain);
  }

  @Override
  public TenantConfiguration find(TenantId tenant) {
    var slot = slots.get(tenant);
    return slot == null ? null : slot.use(clock.millis());
  }

  @Override
  public CompletionStage<Optional<TenantConfiguration>> load(String domain) {
    return domains
        .load(domain)
        .thenCompose(
            tenant ->
                tenant.isPresent()
                    ? load(tenant.get())
                    : CompletableFuture.completedFuture(Optional.empty()));
  }

  @Override
  public CompletionStage<Optional<TenantConfiguration>> load(TenantId tenant) {
    return load(tenant, 1);
  }

  /** The tenant's configuration at {@code version} or a later one. */
  CompletionStage<Optional<TenantConfiguration>> load(TenantId tenant, long version) {
    var slot = slots.computeIfAbsent(tenant, id -> new CopySlot(clock.millis()));
    var present = slot.use(clock.millis());
    if (present != null && present.version() >= version) {
      return CompletableFuture.completedFuture(Optional.of(present));
    }
    slot.expect(version);
    return read(tenant, slot);
  }

  /** Reads the tenant unless that is under way already. */
  private CompletionStage<Optional<TenantConfiguration>> read(TenantId tenant, CopySlot slot) {
    return slot.loadOnce(
        () ->
            storage
                .read(tenant)
                .thenApply(stored -> stored.map(each -> TenantCopy.read(tenant, each, masterKeys)))
                .whenComplete((copy, error) -> keep(tenant, slot, copy, error)));
  }

  private void keep(TenantId tenant, CopySlot slot, Optional<TenantCopy> copy, Throwable error) {
    if (error != null && !StoreException.isAbsence(error)) {
      unreadLine.add(
          1,
          times ->
              LOG.error(
                  "{} reads of tenants failed, whose phones get 503, one of them of {}: {}",
                  times,
                  tenant,
                  error.toString()));
    }
    boolean absent = error == null && copy.isEmpty();
    if (absent || (error != null && slot.isEmpty())) {
      slots.remove(tenant, slot);
    } else if (error == null) {
      slot.offer(copy.get(), clock.millis());
      unreadable.note(copy.get());
      evict();
    }
  }

  /** Learns what changed. */
  void learn(TenantNode.News news) {
    if (news instanceof TenantNode.Changed changed) {
      learn(changed.change());
    } else if (news instanceof TenantNode.Moved moved) {
      domains.put(moved.domain(), moved.tenant());
      expect(moved.tenant(), moved.version());
    } else if (news instanceof TenantNode.Erased erased) {
      domains.remove(erased.domain(), erased.tenant());
      slots.remove(erased.tenant());
    }
  }

  private void learn(TenantChanged change) {
    if (change.version() == 1) {
      learnDomain(change);
    }
    var slot = slots.get(change.tenant());
    if (slot == null) {
      return;
    }
    if (!slot.apply(change, clock.millis())) {
      reread(change.tenant(), slot);
      return;
    }
    var copy = slot.copy();
    if (copy != null) {
      unreadable.note(copy);
    }
  }

  /** A name that cannot be read from the news is found at the next comparison. */
  private void learnDomain(TenantChanged change) {
    for (var object : change.puts()) {
      if (object.key().equals(ObjectCodec.profileKey())) {
        ObjectCodec.domain(object).ifPresent(domain -> domains.put(domain, change.tenant()));
      }
    }
  }

  /** The tenant is at {@code version} now; reads it when this node's copy is older. */
  void expect(TenantId tenant, long version) {
    var slot = slots.get(tenant);
    if (slot != null && !slot.isAt(version, clock.millis())) {
      slot.expect(version);
      reread(tenant, slot);
    }
  }

  private void reread(TenantId tenant, CopySlot slot) {
    read(tenant, slot)
        .whenComplete(
            (copy, error) -> {
              if (error != null) {
                LOG.atLevel(StoreException.logLevel(error))
                    .log("Copy of tenant {} stays behind for now: {}", tenant, error.toString());
              }
            });
  }

  /** Compares the map of domains with the database. */
  CompletionStage<Void> compareDomains() {
    return domains.compare();
  }

  /** News may have been missed: all copies want to be confirmed anew. */
  void doubt() {
    doubtedAt = clock.millis();
    compareVersions();
  }

  /**
   * Compares copies that no news have confirmed of late with the database, some at a time: so many
   * that all have their turn in time.
   */
  void compareVersions() {
    long before = Math.max(clock.millis() - UNCONFIRMED.toMillis(), doubtedAt);
    long share = slots.size() * settings.domainInterval().toMillis() / UNCONFIRMED.toMillis();
    var due = new ConcurrentLinkedQueue<TenantId>();
    slots.entrySet().stream()
        .filter(entry -> entry.getValue().confirmedBefore(before))
        .limit(Math.max(COMPARED_AT_ONCE, share + 1))
        .forEach(entry -> due.add(entry.getKey()));
    for (int i = 0; i < COMPARED_AT_ONCE; i++) {
      compareNext(due);
    }
  }

  /** One after the other, in a loop where the answer is here at once: a chain would grow deep. */
  private void compareNext(Queue<TenantId> due) {
    for (var tenant = due.poll(); tenant != null; tenant = due.poll()) {
      var compared = compareVersion(tenant).toCompletableFuture();
      if (!compared.isDone()) {
        compared.whenComplete((done, error) -> compareNext(due));
        return;
      }
    }
  }

  private CompletionStage<Long> compareVersion(TenantId tenant) {
    return storage
        .version(tenant)
        .whenComplete(
            (version, error) -> {
              if (error != null) {
                LOG.debug("Version of tenant {} cannot be read: {}", tenant, error.toString());
              } else if (version == 0) {
                slots.remove(tenant);
              } else {
                expect(tenant, version);
              }
            });
  }

  /** Makes room in batches, so that not every load looks for the oldest. */
  private void evict() {
    int surplus = slots.size() - settings.maxCopies();
    if (surplus <= 0) {
      return;
    }
    slots.entrySet().stream()
        .sorted(Comparator.comparingLong(entry -> entry.getValue().usedAt()))
        .limit(surplus + settings.maxCopies() / 16)
        .forEach(entry -> slots.remove(entry.getKey(), entry.getValue()));
  }
}
