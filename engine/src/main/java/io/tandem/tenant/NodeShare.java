package io.tandem.tenant;

import io.tandem.id.CallId;
import io.tandem.id.NodeId;
import io.tandem.id.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The part of one tenant's limits that this node holds, and the calls that wait for more of it.
 * Safe for any thread; nothing under its lock blocks, and futures are completed outside of it.
 *
 * <p>A lease that the entity does not renew goes on at its last numbers: when the entity is out of
 * reach, calls still start, and for that time the nodes together may exceed the limit by what the
 * entity grants to others after this lease has expired there.
 */
final class NodeShare {
  /** Calls that may wait for the entity's answer; more are refused at once. */
  static final int MAX_WAITING = 1_000;

  /** A call that found the lease short is decided on after this at the latest. */
  static final Duration RECLAIM_PATIENCE = Duration.ofSeconds(1);

  /** After a refusal the entity is not asked again sooner than this. */
  static final Duration ASK_INTERVAL = Duration.ofMillis(20);

  /** A share without calls and demand is given back after this. */
  static final Duration IDLE = Duration.ofSeconds(30);

  private static final CompletionStage<AdmissionDecision> ADMITTED =
      CompletableFuture.completedStage(AdmissionDecision.ADMITTED);
  private static final CompletionStage<AdmissionDecision> UNAVAILABLE =
      CompletableFuture.completedStage(AdmissionDecision.UNAVAILABLE);

  private final TenantId tenant;
  private final NodeId node;
  private final long incarnation;
  private final LiveCalls liveCalls;
  private final Clock clock;
  private final TokenBucket bucket;
  private final RateMeter attempts = new RateMeter();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private int heldCalls;
  private long sequence;
  private long applied;
  private boolean asking;
  private Instant lastUse;
  private Instant refusedAt = Instant.MIN;

  /** A call that waits; {@code answeredBy} is the first report that knows of it. */
  private record Waiting(
      CallId call, Instant since, long answeredBy, CompletableFuture<AdmissionDecision> answer) {}

  /** What is to be told to a waiting call. */
  private record Decided(CompletableFuture<AdmissionDecision> answer, AdmissionDecision decision) {}

  /** What the holder of the share has to do after a grant. */
  enum Next {
    /** Nothing. */
    REST,
    /** Report at once: the share shrank, or calls wait that the last report did not know of. */
    REPORT,
    /** Report again in a moment: other nodes are returning what they do not need. */
    REPORT_SOON
  }

  NodeShare(TenantId tenant, NodeId node, long incarnation, LiveCalls liveCalls, Clock clock) {
    this.tenant = tenant;
    this.node = node;
    this.incarnation = incarnation;
    this.liveCalls = liveCalls;
    this.clock = clock;
    this.lastUse = clock.instant();
    this.bucket = new TokenBucket(lastUse);
  }

  /** Admits now or later; runs {@code ask} when the entity has to be asked for more. */
  CompletionStage<AdmissionDecision> admit(CallId call, Runnable ask) {
    CompletableFuture<AdmissionDecision> answer;
    synchronized (this) {
      Instant now = clock.instant();
      lastUse = now;
      attempts.count(now);
      if (waiting.isEmpty() && take(call, now)) {
        return ADMITTED;
      }
      if (waiting.size() >= MAX_WAITING) {
        return UNAVAILABLE;
      }
      answer = new CompletableFuture<>();
      waiting.add(new Waiting(call, now, sequence + 1, answer));
      if (asking) {
        return answer;
      }
      asking = true;
    }
    ask.run();
    return answer;
  }

  private boolean take(CallId call, Instant now) {
    if (!bucket.hasToken(now) || !liveCalls.admit(tenant, call, heldCalls)) {
      return false;
    }
    bucket.take(1, now);
    return true;
  }

  /** How long to wait before the entity is asked on behalf of waiting calls. */
  synchronized Duration askDelay() {
    var wait = Duration.between(clock.instant(), refusedAt.plus(ASK_INTERVAL));
    boolean clockWentBack = wait.compareTo(ASK_INTERVAL) > 0;
    return refusedAt.equals(Instant.MIN) || wait.isNegative() || clockWentBack
        ? Duration.ZERO
        : wait;
  }

  /**
   * The next report. It makes every grant that answers an older one void.
   *
   * @param reclaim whether to give back what is not needed now
   */
  synchronized LeaseReport report(boolean reclaim) {
    Instant now = clock.instant();
    int used = liveCalls.used(tenant);
    int needed = used + waiting.size();
    int demand = Math.max(attempts.perSecond(now), waiting.size());
    int returned = 0;
    if (reclaim) {
      heldCalls = Math.min(heldCalls, needed);
      returned = bucket.lower(Math.min(bucket.rate(), demand), now);
    }
    if (needed > 0) {
      lastUse = now;
    }
    asking = !waiting.isEmpty();
    return new LeaseReport(
        node,
        incarnation,
        ++sequence,
        applied,
        used,
        heldCalls,
        needed,
        bucket.rate(),
        demand,
        returned);
  }

  /** Applies a grant, if it answers the latest report. */
  Next granted(LeaseGrant grant) {
    var decided = new ArrayList<Decided>();
    Next next;
    synchronized (this) {
      if (grant.sequence() != sequence) {
        return Next.REST;
      }
      applied = sequence;
      Instant now = clock.instant();
      boolean smaller = grant.calls() < heldCalls || grant.rate() < bucket.rate();
      heldCalls = grant.calls();
      bucket.grant(grant.rate(), grant.tokens(), now);
      boolean wait = decide(grant, now, decided);
      asking = !waiting.isEmpty();
      next = wait ? Next.REPORT_SOON : smaller || asking ? Next.REPORT : Next.REST;
    }
    decided.forEach(each -> each.answer().complete(each.decision()));
    return next;
  }

  /** Decides on those who wait, first come first served; says whether some wait for a reclaim. */
  private boolean decide(LeaseGrant grant, Instant now, List<Decided> decided) {
    while (!waiting.isEmpty()) {
      var first = waiting.peek();
      if (!grant.active()) {
        decided.add(new Decided(first.answer(), AdmissionDecision.TENANT_INACTIVE));
      } else if (take(first.call(), now)) {
        decided.add(new Decided(first.answer(), AdmissionDecision.ADMITTED));
      } else if (first.answeredBy() > grant.sequence()) {
        return false;
      } else if (grant.reclaiming() && now.isBefore(first.since().plus(RECLAIM_PATIENCE))) {
        return true;
      } else {
        refusedAt = now;
        boolean full = liveCalls.used(tenant) >= heldCalls;
        decided.add(
            new Decided(
                first.answer(),
                full ? AdmissionDecision.CONCURRENT_CALLS : AdmissionDecision.CALLS_PER_SECOND));
      }
      waiting.remove();
    }
    return false;
  }

  /** Gives up on calls that have waited {@code patience}; says whether others still wait. */
  boolean expire(Duration patience) {
    var expired = new ArrayList<Waiting>();
    boolean more;
    synchronized (this) {
      Instant deadline = clock.instant().minus(patience);
      while (!waiting.isEmpty() && !waiting.peek().since().isAfter(deadline)) {
        expired.add(waiting.remove());
      }
      more = !waiting.isEmpty();
      asking = more;
    }
    expired.forEach(each -> each.answer().complete(AdmissionDecision.UNAVAILABLE));
    return more;
  }

  synchronized boolean isWaiting() {
    return !waiting.isEmpty();
  }

  /** The periodic report: {@code null} when there is nothing to renew and nothing to give back. */
  synchronized LeaseReport renewal() {
    Instant now = clock.instant();
    boolean inUse = !waiting.isEmpty() || liveCalls.used(tenant) > 0;
    if (inUse || now.isBefore(lastUse.plus(IDLE))) {
      return report(false);
    }
    return heldCalls == 0 && bucket.rate() == 0 ? null : report(true);
  }
}
