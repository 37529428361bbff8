package io.tandem.tenant;

import io.tandem.id.NodeId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The tenant entity's conversation about leases. A new desk first collects from the nodes what they
 * hold, and only then grants; reports that come in meanwhile are answered at the end. Owned by one
 * actor.
 */
final class LeaseDesk {
  /** What the desk has its owner do. */
  interface Port {
    /** Has every node report. */
    void collect();

    /** Has one node report. */
    void renewNow(ActorRef<TenantNode.Command> node, boolean reclaim);

    /** Answers a report. */
    void grant(ActorRef<TenantNode.Command> node, LeaseGrant grant);
  }

  /** A report that waits for its grant. */
  private record Waiting(LeaseReport report, ActorRef<TenantNode.Command> node) {}

  private final Port port;
  private final IntSupplier members;
  private final Duration leaseLife;
  private final Clock clock;
  private final Map<NodeId, ActorRef<TenantNode.Command>> nodes = new HashMap<>();
  private final Map<NodeId, Waiting> waiting = new LinkedHashMap<>();
  private final Set<NodeId> answered = new HashSet<>();
  private final List<Consumer<LeaseDesk>> afterCollection = new ArrayList<>();
  private boolean collecting;
  private boolean collectedOnce;
  private boolean loaded;
  private TenantProfile profile;
  private long version;
  private LeaseLedger ledger;

  LeaseDesk(Port port, IntSupplier members, Duration leaseLife, Clock clock) {
    this.port = port;
    this.members = members;
    this.leaseLife = leaseLife;
    this.clock = clock;
  }

  /** Asks all nodes for a report and runs {@code then} when all have answered or time is up. */
  void collect(Consumer<LeaseDesk> then) {
    afterCollection.add(then);
    if (!collecting) {
      collecting = true;
      answered.clear();
      port.collect();
    }
  }

  /** The time for collecting is up. */
  void collectionTimedOut() {
    if (collecting) {
      endCollection();
    }
  }

  private void endCollection() {
    collecting = false;
    collectedOnce = true;
    serve();
    var then = List.copyOf(afterCollection);
    afterCollection.clear();
    then.forEach(each -> each.accept(this));
  }

  /**
   * Serves with {@code tenant} from now on; {@code null} when there is no such tenant. Nodes are
   * told when their part changes.
   */
  void serveWith(TenantCopy tenant) {
    var newProfile = tenant == null ? null : tenant.profile();
    version = tenant == null ? 0 : tenant.version();
    boolean changed = loaded && !sameLimits(profile, newProfile);
    profile = newProfile;
    loaded = true;
    if (ledger != null && profile != null) {
      ledger.setLimits(profile.limits());
    }
    serve();
    if (changed) {
      nodes.values().forEach(node -> port.renewNow(node, true));
    }
  }

  private static boolean sameLimits(TenantProfile one, TenantProfile other) {
    return one == null || other == null
        ? one == other
        : one.limits().equals(other.limits()) && one.status() == other.status();
  }

  /** A node reports. */
  void renew(LeaseReport report, ActorRef<TenantNode.Command> node) {
    nodes.put(report.node(), node);
    waiting.put(report.node(), new Waiting(report, node));
    serve();
    if (collecting && answered.add(report.node()) && answered.size() >= members.getAsInt()) {
      endCollection();
    }
  }

  private void serve() {
    if (!loaded || !collectedOnce) {
      return;
    }
    if (profile == null) {
      waiting.values().forEach(this::refuse);
      waiting.clear();
      return;
    }
    var now = clock.instant();
    if (ledger == null) {
      ledger = new LeaseLedger(profile.limits(), leaseLife, now);
    }
    // All reports count before the first of them is granted anything.
    waiting.values().removeIf(each -> !ledger.adopt(each.report(), now));
    waiting.values().forEach(this::grant);
    waiting.clear();
    nodes.keySet().retainAll(ledger.nodes(now));
  }

  private void grant(Waiting each) {
    var now = clock.instant();
    var report = each.report();
    if (!profile.statusAt(now).allowsCalls()) {
      refuse(each);
      return;
    }
    var renewal = ledger.grant(report, Math.max(1, members.getAsInt()), now);
    port.grant(each.node(), renewal.grant().at(version));
    renewal.reclaimFrom().forEach(holder -> port.renewNow(nodes.get(holder), true));
  }

  private void refuse(Waiting each) {
    port.grant(each.node(), LeaseGrant.inactive(each.report().sequence(), version));
  }

  /** Whether all nodes have reported and none has a call of the tenant. */
  boolean isIdle() {
    return collectedOnce && liveCalls() == 0;
  }

  /** The tenant's calls on all nodes, as last reported. */
  int liveCalls() {
    return ledger == null ? 0 : ledger.liveCalls(clock.instant());
  }

  /** New calls per second on all nodes, as last reported. */
  int callsPerSecond() {
    return ledger == null ? 0 : ledger.neededRate(clock.instant());
  }
}
