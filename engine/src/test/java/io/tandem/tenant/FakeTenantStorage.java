package io.tandem.tenant;

import io.tandem.id.Domain;
import io.tandem.id.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The database in memory, with its conditional writes. It can be told to crash after a number of
 * steps, to fail, and to hold its answers back.
 */
final class FakeTenantStorage implements TenantStorage {
  final List<Audit> audits = new ArrayList<>();
  final List<TenantId> reads = new ArrayList<>();
  private final Map<TenantId, Stored> tenants = new HashMap<>();
  private final Map<Domain, Reservation> reservations = new HashMap<>();
  private final TreeMap<TenantId, TenantSummary> list = new TreeMap<>();
  private final List<Runnable> held = new ArrayList<>();
  private final Clock clock;
  private final AtomicInteger ownerReads = new AtomicInteger();
  private int versionReads;
  private int stepsLeft = Integer.MAX_VALUE;
  private boolean holding;

  private record Reservation(TenantId tenant, Instant until) {}

  FakeTenantStorage(Clock clock) {
    this.clock = clock;
  }

  /** Every step after the next {@code steps} fails without being done. */
  synchronized void crashAfter(int steps) {
    stepsLeft = steps;
  }

  synchronized void recover() {
    stepsLeft = Integer.MAX_VALUE;
  }

  /** From now on steps are done, but answered only at {@link #answer}. */
  synchronized void hold() {
    holding = true;
  }

  void answer() {
    List<Runnable> now;
    synchronized (this) {
      holding = false;
      now = List.copyOf(held);
      held.clear();
    }
    now.forEach(Runnable::run);
  }

  int ownerReads() {
    return ownerReads.get();
  }

  synchronized int versionReads() {
    return versionReads;
  }

  synchronized List<TenantSummary> listed() {
    return List.copyOf(list.values());
  }

  /** Whether anything is left of the tenant. */
  synchronized boolean knows(TenantId tenant) {
    return tenants.containsKey(tenant)
        || list.containsKey(tenant)
        || reservations.values().stream().anyMatch(each -> each.tenant().equals(tenant));
  }

  @Override
  public synchronized CompletionStage<Boolean> answers() {
    return CompletableFuture.completedFuture(stepsLeft > 0 && !holding);
  }

  private synchronized <T> CompletionStage<T> step(Supplier<T> step) {
    if (stepsLeft == 0) {
      return CompletableFuture.failedFuture(new IllegalStateException("the database is gone"));
    }
    stepsLeft--;
    T result = step.get();
    if (!holding) {
      return CompletableFuture.completedFuture(result);
    }
    var answer = new CompletableFuture<T>();
    held.add(() -> answer.complete(result));
    return answer;
  }

  private static Void nothing() {
    return null;
  }

  @Override
  public CompletionStage<Optional<Stored>> read(TenantId tenant) {
    return step(
        () -> {
          reads.add(tenant);
          return Optional.ofNullable(tenants.get(tenant));
        });
  }

  @Override
  public CompletionStage<Long> version(TenantId tenant) {
    versionReads++;
    return step(() -> tenants.containsKey(tenant) ? tenants.get(tenant).version() : 0L);
  }

  @Override
  public CompletionStage<Boolean> create(TenantId tenant, List<StoredObject> objects, Audit audit) {
    return step(
        () -> {
          if (tenants.putIfAbsent(tenant, new Stored(1, objects)) != null) {
            return false;
          }
          audits.add(audit);
          return true;
        });
  }

  @Override
  public CompletionStage<Boolean> change(TenantChanged change, Audit audit) {
    return step(
        () -> {
          var old = tenants.get(change.tenant());
          if (old == null || old.version() != change.version() - 1) {
            return false;
          }
          var objects = new HashMap<StoredObject.Key, StoredObject>();
          old.objects().forEach(object -> objects.put(object.key(), object));
          change.puts().forEach(object -> objects.put(object.key(), object));
          change.removals().forEach(objects::remove);
          tenants.put(change.tenant(), new Stored(change.version(), List.copyOf(objects.values())));
          audits.add(audit);
          return true;
        });
  }

  @Override
  public CompletionStage<Void> erase(TenantId tenant) {
    return step(
        () -> {
          tenants.remove(tenant);
          return nothing();
        });
  }

  @Override
  public CompletionStage<Boolean> reserve(Domain domain, TenantId tenant, Duration reservedFor) {
    return step(
        () -> {
          var old = reservations.get(domain);
          boolean free =
              old == null || (old.until() != null && !old.until().isAfter(clock.instant()));
          boolean own = old != null && old.tenant().equals(tenant);
          if (own && old.until() == null) {
            return true;
          }
          if (free || own) {
            reservations.put(domain, new Reservation(tenant, clock.instant().plus(reservedFor)));
          }
          return free || own;
        });
  }

  @Override
  public CompletionStage<Boolean> confirm(Domain domain, TenantId tenant) {
    return step(
        () ->
            reservations.computeIfPresent(
                        domain,
                        (name, old) ->
                            old.tenant().equals(tenant) ? new Reservation(tenant, null) : old)
                    != null
                && reservations.get(domain).tenant().equals(tenant));
  }

  @Override
  public CompletionStage<Boolean> release(Domain domain, TenantId tenant) {
    return step(
        () -> {
          var old = reservations.get(domain);
          return old != null && old.tenant().equals(tenant) && reservations.remove(domain, old);
        });
  }

  @Override
  public CompletionStage<Optional<DomainOwner>> owner(Domain domain) {
    ownerReads.incrementAndGet();
    return step(() -> Optional.ofNullable(reservations.get(domain)).map(each -> of(domain, each)));
  }

  @Override
  public CompletionStage<List<DomainOwner>> domains() {
    return step(
        () ->
            reservations.entrySet().stream()
                .map(entry -> of(entry.getKey(), entry.getValue()))
                .toList());
  }

  @Override
  public CompletionStage<Void> tidy() {
    return step(FakeTenantStorage::nothing);
  }

  private static DomainOwner of(Domain domain, Reservation reservation) {
    return new DomainOwner(domain, reservation.tenant(), reservation.until() == null);
  }

  @Override
  public CompletionStage<Void> enlist(TenantSummary summary) {
    return step(
        () -> {
          list.put(summary.id(), summary);
          return nothing();
        });
  }

  @Override
  public CompletionStage<Void> delist(TenantId tenant) {
    return step(
        () -> {
          list.remove(tenant);
          return nothing();
        });
  }

  @Override
  public CompletionStage<Page<TenantSummary>> page(String after, int size) {
    return step(
        () -> {
          var rest = after == null ? list : list.tailMap(new TenantId(after), false);
          var items = rest.values().stream().limit(size).toList();
          boolean more = rest.size() > size;
          return new Page<>(items, more ? items.get(size - 1).id().value() : null);
        });
  }
}
