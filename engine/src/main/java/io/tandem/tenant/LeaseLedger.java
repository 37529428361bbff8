package io.tandem.tenant;

import io.tandem.id.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a tenant's limits are divided among the nodes. Owned by the tenant's entity; pure but for its
 * own state, with the time handed in.
 *
 * <p>What each node is accounted for is the larger of what it was granted and what it last said to
 * hold, until its lease expires; the sum never exceeds the limit, so the nodes together never do. A
 * part is taken back only by the node's own word: a smaller grant counts once the node's next
 * report confirms it. While nobody goes short, nodes get an even share in advance; once someone
 * does, they get what they need and are asked to return the rest.
 *
 * <p>The tenant's use is the sum of what the nodes last reported alive. Nothing is counted up and
 * down, so nothing can leak: a node that dies stops reporting and its lease expires.
 */
final class LeaseLedger {
  /** For this long after a node went short, nobody gets more than needed. */
  static final Duration SHORTAGE = Duration.ofSeconds(2);

  /** Nodes are not asked to return what they do not need more often than this. */
  static final Duration RECLAIM_INTERVAL = Duration.ofMillis(50);

  private static final int UNLIMITED = LeaseReport.UNLIMITED_SHARE;

  private final Map<NodeId, Account> accounts = new HashMap<>();
  private final Duration life;
  private final TokenBucket spare;
  private int callLimit;
  private int rateLimit;
  private Instant callsShortUntil = Instant.MIN;
  private Instant rateShortUntil = Instant.MIN;
  private Instant nextReclaim = Instant.MIN;

  /** What one node is accounted for. */
  private static final class Account {
    private LeaseReport report;
    private int calls;
    private int rate;
    private int tokens;
    private Instant expiresAt;

    /** The tokens of the last grant, if {@code next} overtook it and the node never had them. */
    int takeBackUnlessApplied(LeaseReport next) {
      boolean overtaken =
          next.incarnation() == report.incarnation() && next.applied() < report.sequence();
      int back = overtaken ? tokens : 0;
      tokens = 0;
      return back;
    }
  }

  /**
   * The answer to a report.
   *
   * @param reclaimFrom nodes to be asked to return what they do not need
   */
  record Renewal(LeaseGrant grant, Set<NodeId> reclaimFrom) {}

  LeaseLedger(Limits limits, Duration life, Instant now) {
    this.life = life;
    this.spare = new TokenBucket(now);
    setLimits(limits);
    spare.grant(rateLimit, rateLimit, now);
  }

  /** Divides other limits from now on; nodes give back what is too much when they next report. */
  void setLimits(Limits limits) {
    callLimit = share(limits.concurrentCalls());
    rateLimit = share(limits.callsPerSecond());
  }

  private static int share(int limit) {
    return limit == Limits.UNLIMITED ? UNLIMITED : limit;
  }

  /**
   * Takes a report into account without granting anything.
   *
   * @return false when it is older than what is known of that node
   */
  boolean adopt(LeaseReport report, Instant now) {
    expire(now);
    var known = accounts.get(report.node());
    boolean old =
        known != null
            && known.report.incarnation() == report.incarnation()
            && known.report.sequence() >= report.sequence();
    if (old) {
      return false;
    }
    int overtaken = known == null ? 0 : known.takeBackUnlessApplied(report);
    if (report.releases()) {
      accounts.remove(report.node());
    } else {
      var account = accounts.computeIfAbsent(report.node(), node -> new Account());
      account.report = report;
      account.calls = report.heldCalls();
      account.rate = report.heldRate();
      account.expiresAt = now.plus(life);
    }
    resizeSpare(report.returnedTokens() + overtaken, now);
    return true;
  }

  /**
   * Grants what an adopted report asks for, as far as it goes.
   *
   * @param members nodes in the cluster, at least 1
   */
  Renewal grant(LeaseReport report, int members, Instant now) {
    var account = accounts.get(report.node());
    if (account == null) {
      return new Renewal(new LeaseGrant(report.sequence(), true, 0, 0, 0, false, 0), Set.of());
    }
    int calls = callsFor(report, members, now);
    int rate = rateFor(report, members, now);
    boolean callsShort = report.neededCalls() > calls;
    boolean rateShort = report.neededRate() > rate && fairRate(report.node()) > rate;
    account.calls = Math.max(calls, report.heldCalls());
    account.rate = Math.max(rate, report.heldRate());
    int tokens = rate > report.heldRate() ? spare.take(rate - report.heldRate(), now) : 0;
    account.tokens = tokens;
    resizeSpare(0, now);
    if (callsShort) {
      callsShortUntil = now.plus(SHORTAGE);
    }
    if (rateShort) {
      rateShortUntil = now.plus(SHORTAGE);
    }
    var holders = holdersOfSurplus(report.node(), callsShort, rateShort);
    var grant = new LeaseGrant(report.sequence(), true, calls, rate, tokens, !holders.isEmpty(), 0);
    return new Renewal(grant, reclaimNow(holders, now));
  }

  private Set<NodeId> reclaimNow(Set<NodeId> holders, Instant now) {
    boolean clockWentBack = nextReclaim.isAfter(now.plus(RECLAIM_INTERVAL));
    if (holders.isEmpty() || now.isBefore(nextReclaim) && !clockWentBack) {
      return Set.of();
    }
    nextReclaim = now.plus(RECLAIM_INTERVAL);
    return holders;
  }

  private int callsFor(LeaseReport report, int members, Instant now) {
    if (callLimit == UNLIMITED) {
      return UNLIMITED;
    }
    boolean shortage = now.isBefore(callsShortUntil);
    int wish =
        shortage ? report.neededCalls() : Math.max(report.wantedCalls(), callLimit / members);
    return (int) Math.max(0, Math.min(wish, callLimit - callsOfOthers(report.node())));
  }

  private int rateFor(LeaseReport report, int members, Instant now) {
    if (rateLimit == UNLIMITED) {
      return UNLIMITED;
    }
    int wish =
        now.isBefore(rateShortUntil)
            ? fairRate(report.node())
            : Math.max(report.wantedRate(), rateLimit / members);
    return (int) Math.max(0, Math.min(wish, rateLimit - rateOfOthers(report.node())));
  }

  /** The rate that {@code node} gets when all needs are met evenly from below. */
  private int fairRate(NodeId node) {
    return FairShare.of(
        rateLimit,
        accounts.get(node).report.neededRate(),
        accounts.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(node))
            .map(entry -> entry.getValue().report.neededRate())
            .toList());
  }

  private Set<NodeId> holdersOfSurplus(NodeId asking, boolean callsShort, boolean rateShort) {
    if (!callsShort && !rateShort) {
      return Set.of();
    }
    var holders = new HashSet<NodeId>();
    accounts.forEach(
        (node, account) -> {
          boolean calls = callsShort && account.calls > account.report.liveCalls();
          boolean rate = rateShort && account.rate > fairRate(node);
          if (!node.equals(asking) && (calls || rate)) {
            holders.add(node);
          }
        });
    return holders;
  }

  private long callsOfOthers(NodeId node) {
    return accounts.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(node))
        .mapToLong(entry -> entry.getValue().calls)
        .sum();
  }

  private long rateOfOthers(NodeId node) {
    return accounts.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(node))
        .mapToLong(entry -> entry.getValue().rate)
        .sum();
  }

  private void resizeSpare(int returnedTokens, Instant now) {
    long granted = accounts.values().stream().mapToLong(account -> account.rate).sum();
    spare.grant((int) Math.max(0, rateLimit - granted), returnedTokens, now);
  }

  private void expire(Instant now) {
    if (accounts.values().removeIf(account -> !account.expiresAt.isAfter(now))) {
      resizeSpare(0, now);
    }
  }

  /** The tenant's calls on all nodes, as last reported. */
  int liveCalls(Instant now) {
    expire(now);
    return accounts.values().stream().mapToInt(account -> account.report.liveCalls()).sum();
  }

  /** New calls asked for per second on all nodes, as last reported. */
  int neededRate(Instant now) {
    expire(now);
    return accounts.values().stream().mapToInt(account -> account.report.neededRate()).sum();
  }

  /** The nodes that hold a lease. */
  Set<NodeId> nodes(Instant now) {
    expire(now);
    return accounts.keySet().stream().collect(Collectors.toUnmodifiableSet());
  }
}
