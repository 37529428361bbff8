package io.tandem.tenant;

import io.tandem.id.CallId;
import io.tandem.id.NodeId;
import io.tandem.id.TenantId;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Admission by the leases that this node holds. Safe for any thread. The conversation with the
 * tenants' entities is {@link TenantNode}'s; it is told which tenants are short through {@code
 * ask}.
 */
final class TenantLeases implements Admission {
  private static final CompletionStage<AdmissionDecision> INACTIVE =
      CompletableFuture.completedStage(AdmissionDecision.TENANT_INACTIVE);

  private final ConcurrentHashMap<TenantId, NodeShare> shares = new ConcurrentHashMap<>();
  private final NodeId node;
  private final long incarnation;
  private final TenantDirectory directory;
  private final LiveCalls liveCalls;
  private final Clock clock;
  private volatile Consumer<TenantId> ask = tenant -> {};

  /**
   * @param incarnation differs from that of any earlier process of this node
   */
  TenantLeases(
      NodeId node, long incarnation, TenantDirectory directory, LiveCalls liveCalls, Clock clock) {
    this.node = node;
    this.incarnation = incarnation;
    this.directory = directory;
    this.liveCalls = liveCalls;
    this.clock = clock;
  }

  /** From now on {@code listener} hears of tenants whose lease is short. */
  void onShort(Consumer<TenantId> listener) {
    ask = listener;
  }

  @Override
  public CompletionStage<AdmissionDecision> admit(TenantId tenant, CallId call) {
    var configuration = directory.find(tenant);
    if (configuration != null && !configuration.profile().statusAt(clock.instant()).allowsCalls()) {
      return INACTIVE;
    }
    return share(tenant).admit(call, () -> ask.accept(tenant));
  }

  @Override
  public void withdraw(TenantId tenant, CallId call) {
    liveCalls.withdraw(tenant, call);
  }

  /** The tenant's share, a new one without a lease if there was none. */
  NodeShare share(TenantId tenant) {
    return shares.computeIfAbsent(
        tenant, id -> new NodeShare(id, node, incarnation, liveCalls, clock));
  }

  /** A report on the tenant, whether or not this node has to do with it. */
  LeaseReport report(TenantId tenant, boolean reclaim) {
    var share = shares.get(tenant);
    if (share == null && liveCalls.used(tenant) == 0) {
      return new LeaseReport(node, incarnation, 0, 0, 0, 0, 0, 0, 0, 0);
    }
    return share(tenant).report(reclaim);
  }

  /** Tenants with a lease, with demand, or with calls on this node. */
  Set<TenantId> tenants() {
    var tenants = new HashSet<>(shares.keySet());
    tenants.addAll(liveCalls.tenants());
    return tenants;
  }

  /** Forgets a tenant that exists no more. */
  void forget(TenantId tenant) {
    shares.remove(tenant);
  }
}
