package io.tandem.api.support;

import io.tandem.id.TenantId;
import io.tandem.tenant.Origin;
import io.tandem.tenant.Outcome;
import io.tandem.tenant.Page;
import io.tandem.tenant.PutMode;
import io.tandem.tenant.TenantConfiguration;
import io.tandem.tenant.TenantStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** Configurations in memory, their versions, and what a test does to them behind the API's back. */
public abstract class FakeConfigurations {
  final Map<TenantId, TenantConfiguration> tenants = new TreeMap<>();
  final List<Origin> origins = new ArrayList<>();
  private Runnable beforeNextWrite = () -> {};
  private RuntimeException failure;

  /** Runs {@code rival} just before the next write looks at versions. */
  public synchronized void beforeNextWrite(Runnable rival) {
    beforeNextWrite = rival;
  }

  /** From now on everything fails so; {@code null} ends it. */
  public synchronized void failWith(RuntimeException error) {
    failure = error;
  }

  /** Who made changes, in order. */
  public synchronized List<Origin> origins() {
    return List.copyOf(origins);
  }

  /** Puts a tenant in a status past all checks. */
  public synchronized void setStatus(TenantId tenant, TenantStatus status) {
    var now = tenants.get(tenant);
    tenants.put(tenant, now.with(now.profile().withStatus(status)));
  }

  final synchronized <T> CompletionStage<T> answer(Supplier<T> work) {
    return failure == null
        ? CompletableFuture.completedFuture(work.get())
        : CompletableFuture.failedFuture(failure);
  }

  final synchronized <T> CompletionStage<Outcome<T>> write(
      TenantId id, Origin origin, Function<TenantConfiguration, Outcome<T>> change) {
    var rival = beforeNextWrite;
    beforeNextWrite = () -> {};
    rival.run();
    origins.add(origin);
    return answer(
        () -> tenants.containsKey(id) ? change.apply(tenants.get(id)) : new Outcome.NotFound<>());
  }

  final <T> Outcome<T> store(TenantConfiguration next, T value) {
    long version = next.version() + 1;
    tenants.put(
        next.id(),
        new TenantConfiguration(
            next.id(), version, next.profile(), next.extensions(), next.users()));
    return new Outcome.Done<>(value, version);
  }

  static <T> Page<T> page(List<T> all, int size, Function<T, String> key) {
    var items = all.subList(0, Math.min(size, all.size()));
    return new Page<>(items, all.size() > size ? key.apply(items.get(items.size() - 1)) : null);
  }

  static <T> Outcome<T> one(
      Outcome<TenantConfiguration> outcome,
      Function<TenantConfiguration, T> pick,
      Function<T, Long> version) {
    var found = outcome instanceof Outcome.Done<TenantConfiguration> done ? done.value() : null;
    T value = found == null ? null : pick.apply(found);
    return value == null
        ? new Outcome.NotFound<>()
        : new Outcome.Done<>(value, version.apply(value));
  }

  /** Why an object at version {@code current}, −1 when there is none, may not be written. */
  static <T> Outcome<T> refusal(long current, PutMode mode, OptionalLong expected) {
    if (current >= 0 && mode == PutMode.CREATE) {
      return new Outcome.Conflict<>("exists", "it exists");
    }
    if (current < 0 && mode == PutMode.REPLACE) {
      return new Outcome.NotFound<>();
    }
    boolean stale = expected.isPresent() && expected.getAsLong() != current;
    return stale ? new Outcome.StaleVersion<>(current) : null;
  }
}
