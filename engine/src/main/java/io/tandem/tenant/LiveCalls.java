package io.tandem.tenant;

import io.tandem.id.CallId;
import io.tandem.id.NodeId;
import io.tandem.id.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The calls that live on this node, by tenant: the truth from which a tenant's use is derived. A
 * call's entity puts itself in when it starts and whenever its state changes, and is removed when
 * it stops, however it stops. Safe for any thread; a tenant's lock is held for a few instructions.
 */
public final class LiveCalls {
  private final ConcurrentHashMap<TenantId, TenantCalls> tenants = new ConcurrentHashMap<>();
  private final Clock clock;

  /**
   * An empty registry; {@code clock} tells when an admission that no call followed is forgotten.
   */
  public LiveCalls(Clock clock) {
    this.clock = clock;
  }

  /** Adds {@code call}, or replaces what was known of it. */
  public void put(LiveCall call) {
    tenants.compute(
        call.tenant(),
        (tenant, calls) -> {
          var present = calls == null ? new TenantCalls() : calls;
          present.put(call);
          return present;
        });
  }

  /** Removes a call; does nothing when it is not there. */
  public void remove(TenantId tenant, CallId call) {
    tenants.computeIfPresent(
        tenant,
        (id, calls) -> {
          calls.remove(call);
          return calls.isEmpty() ? null : calls;
        });
  }

  /** The call, if it lives here. */
  public Optional<LiveCall> find(TenantId tenant, CallId call) {
    var calls = tenants.get(tenant);
    return calls == null ? Optional.empty() : calls.find(call);
  }

  /** A copy of the tenant's calls on this node, in no order. */
  public Collection<LiveCall> of(TenantId tenant) {
    var calls = tenants.get(tenant);
    return calls == null ? Collections.emptyList() : calls.copy();
  }

  /** A copy of the calls on this node with a phone that {@code node} reaches, in no order. */
  public List<LiveCall> by(NodeId node) {
    return tenants().stream()
        .flatMap(tenant -> of(tenant).stream())
        .filter(call -> call.by().contains(node))
        .toList();
  }

  /** How many calls of the tenant live here. */
  public int count(TenantId tenant) {
    var calls = tenants.get(tenant);
    return calls == null ? 0 : calls.live();
  }

  /** How many calls live here, of all tenants. */
  public int count() {
    return tenants.values().stream().mapToInt(TenantCalls::live).sum();
  }

  /** A copy of the tenants that have calls or fresh admissions here. */
  public Set<TenantId> tenants() {
    return Set.copyOf(tenants.keySet());
  }

  /** Counts {@code call} as begun unless the tenant has {@code limit} calls here already. */
  boolean admit(TenantId tenant, CallId call, int limit) {
    var admitted = new boolean[1];
    Instant now = clock.instant();
    tenants.compute(
        tenant,
        (id, calls) -> {
          var present = calls == null ? new TenantCalls() : calls;
          admitted[0] = present.admit(call, limit, now);
          return present.isEmpty() ? null : present;
        });
    return admitted[0];
  }

  /** Forgets the admission of a call that never started. */
  void withdraw(TenantId tenant, CallId call) {
    tenants.computeIfPresent(
        tenant,
        (id, calls) -> {
          calls.withdraw(call);
          return calls.isEmpty() ? null : calls;
        });
  }

  /** Calls that live here plus calls that were just admitted. */
  int used(TenantId tenant) {
    var used = new int[1];
    Instant now = clock.instant();
    tenants.computeIfPresent(
        tenant,
        (id, calls) -> {
          used[0] = calls.used(now);
          return calls.isEmpty() ? null : calls;
        });
    return used[0];
  }
}
