package io.tandem.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.id.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseLedgerTest {
  private static final Duration LIFE = Duration.ofSeconds(18);
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");

  private Instant now = Instant.parse("2026-11-23T10:00:00Z");
  private final Map<NodeId, Long> sequences = new HashMap<>();

  private LeaseLedger ledger(int calls, int rate) {
    return new LeaseLedger(new Limits(1000, 10, calls, rate), LIFE, now);
  }

  private LeaseReport report(NodeId node, int live, int heldCalls, int needed, int heldRate) {
    long sequence = sequences.merge(node, 1L, Long::sum);
    return new LeaseReport(
        node, 1, sequence, sequence - 1, live, heldCalls, needed, heldRate, needed, 0);
  }

  private LeaseLedger.Renewal renew(LeaseLedger ledger, LeaseReport report, int members) {
    assertThat(ledger.adopt(report, now)).isTrue();
    return ledger.grant(report, members, now);
  }

  @Test
  void aSingleNodeGetsEverythingAtOnce() {
    var grant = renew(ledger(20, 10), report(A, 0, 0, 1, 0), 1).grant();
    assertThat(grant.calls()).isEqualTo(20);
    assertThat(grant.rate()).isEqualTo(10);
    assertThat(grant.tokens()).isEqualTo(10);
    assertThat(grant.reclaiming()).isFalse();
  }

  @Test
  void whileNobodyGoesShortNodesGetEvenShares() {
    var ledger = ledger(20, 10);
    assertThat(renew(ledger, report(A, 0, 0, 1, 0), 2).grant().calls()).isEqualTo(10);
    assertThat(renew(ledger, report(B, 0, 0, 1, 0), 2).grant().calls()).isEqualTo(10);
  }

  @Test
  void aNodeThatGoesShortMakesOthersReturnWhatTheyDoNotNeed() {
    var ledger = ledger(4, 100);
    assertThat(renew(ledger, report(A, 0, 0, 1, 0), 1).grant().calls()).isEqualTo(4);
    var shortOne = renew(ledger, report(B, 0, 0, 2, 0), 2);
    assertThat(shortOne.grant().calls()).isZero();
    assertThat(shortOne.grant().reclaiming()).isTrue();
    assertThat(shortOne.reclaimFrom()).containsExactly(A);

    // A keeps the one call it has and gives back the rest.
    assertThat(renew(ledger, report(A, 1, 1, 1, 10), 2).grant().calls()).isEqualTo(1);
    var served = renew(ledger, report(B, 0, 0, 3, 0), 2);
    assertThat(served.grant().calls()).isEqualTo(3);
    assertThat(served.grant().reclaiming()).isFalse();
  }

  @Test
  void refusesForGoodWhenAllCallsReallyLive() {
    var ledger = ledger(4, 100);
    renew(ledger, report(A, 3, 3, 3, 10), 2);
    renew(ledger, report(B, 1, 1, 2, 10), 2);
    renew(ledger, report(A, 3, 3, 3, 10), 2);
    var refused = renew(ledger, report(B, 1, 1, 2, 10), 2);
    assertThat(refused.grant().calls()).isEqualTo(1);
    assertThat(refused.grant().reclaiming()).isFalse();
    assertThat(ledger.liveCalls(now)).isEqualTo(4);
  }

  @Test
  void holdersAreNotAskedInEveryInstant() {
    var ledger = ledger(4, 100);
    renew(ledger, report(A, 0, 4, 0, 10), 1);
    assertThat(renew(ledger, report(B, 0, 0, 2, 0), 2).reclaimFrom()).containsExactly(A);
    var again = renew(ledger, report(B, 0, 0, 2, 0), 2);
    assertThat(again.reclaimFrom()).isEmpty();
    assertThat(again.grant().reclaiming()).isTrue();
    now = now.plus(LeaseLedger.RECLAIM_INTERVAL);
    assertThat(renew(ledger, report(B, 0, 0, 2, 0), 2).reclaimFrom()).containsExactly(A);
  }

  @Test
  void theUseOfADeadNodeEndsWithItsLease() {
    var ledger = ledger(20, 10);
    renew(ledger, report(A, 20, 20, 20, 10), 2);
    now = now.plusSeconds(17);
    assertThat(ledger.liveCalls(now)).isEqualTo(20);
    assertThat(renew(ledger, report(B, 0, 0, 1, 0), 2).grant().calls()).isZero();
    now = now.plusSeconds(1);
    assertThat(ledger.liveCalls(now)).isZero();
    assertThat(renew(ledger, report(B, 0, 0, 20, 0), 1).grant().calls()).isEqualTo(20);
  }

  @Test
  void aRestartedNodeReplacesTheOneBefore() {
    var ledger = ledger(20, 10);
    renew(ledger, new LeaseReport(A, 1, 99, 98, 15, 20, 15, 10, 0, 0), 1);
    var reborn = new LeaseReport(A, 2, 1, 0, 0, 0, 1, 0, 1, 0);
    assertThat(renew(ledger, reborn, 1).grant().calls()).isEqualTo(20);
    assertThat(ledger.liveCalls(now)).isZero();
  }

  @Test
  void ignoresReportsThatAreOvertaken() {
    var ledger = ledger(20, 10);
    renew(ledger, new LeaseReport(A, 1, 5, 4, 3, 5, 3, 5, 0, 0), 1);
    assertThat(ledger.adopt(new LeaseReport(A, 1, 4, 3, 9, 9, 9, 5, 0, 0), now)).isFalse();
    assertThat(ledger.liveCalls(now)).isEqualTo(3);
  }

  @Test
  void admissionsOfAGrantThatANewerReportOvertookAreGrantedAnew() {
    var ledger = ledger(20, 10);
    assertThat(renew(ledger, new LeaseReport(A, 1, 1, 0, 0, 0, 1, 0, 1, 0), 1).grant().tokens())
        .isEqualTo(10);
    assertThat(renew(ledger, new LeaseReport(A, 1, 2, 0, 0, 0, 1, 0, 1, 0), 1).grant().tokens())
        .isEqualTo(10);
    assertThat(renew(ledger, new LeaseReport(A, 1, 3, 2, 1, 20, 1, 10, 1, 0), 1).grant().tokens())
        .isZero();
  }

  @Test
  void admissionsThatANodeHasUsedAreNotGrantedAnew() {
    var ledger = ledger(20, 10);
    renew(ledger, new LeaseReport(A, 1, 1, 0, 0, 0, 1, 0, 1, 0), 1);
    var used = renew(ledger, new LeaseReport(A, 1, 2, 1, 10, 20, 10, 5, 4, 0), 1).grant();
    assertThat(used.rate()).isGreaterThan(5);
    assertThat(used.tokens()).isZero();
  }

  @Test
  void aSmallerGrantCountsOnlyOnceTheNodeHasConfirmedIt() {
    var ledger = ledger(10, 100);
    renew(ledger, report(A, 0, 10, 0, 10), 1);
    ledger.setLimits(new Limits(1000, 10, 4, 100));
    var trimmed = renew(ledger, report(A, 2, 10, 2, 10), 1);
    assertThat(trimmed.grant().calls()).isEqualTo(4);
    assertThat(renew(ledger, report(B, 0, 0, 1, 0), 2).grant().calls()).isZero();
    renew(ledger, report(A, 2, 2, 2, 10), 2);
    assertThat(renew(ledger, report(B, 0, 0, 1, 0), 2).grant().calls()).isPositive();
  }

  @Test
  void minusOneIsUnlimitedAndZeroForbidden() {
    var unlimited = renew(ledger(-1, -1), report(A, 500, 0, 501, 0), 3).grant();
    assertThat(unlimited.calls()).isEqualTo(LeaseReport.UNLIMITED_SHARE);
    assertThat(unlimited.rate()).isEqualTo(LeaseReport.UNLIMITED_SHARE);
    var forbidden = renew(ledger(0, 0), report(A, 0, 0, 1, 0), 1).grant();
    assertThat(forbidden.calls()).isZero();
    assertThat(forbidden.rate()).isZero();
    assertThat(forbidden.reclaiming()).isFalse();
  }

  @Test
  void underPressureTheRateIsSharedFairly() {
    var ledger = ledger(-1, 10);
    assertThat(renew(ledger, report(A, 0, 0, 100, 0), 1).grant().rate()).isEqualTo(10);
    var small = renew(ledger, report(B, 0, 0, 2, 0), 2);
    assertThat(small.grant().rate()).isZero();
    assertThat(small.reclaimFrom()).containsExactly(A);
    assertThat(renew(ledger, report(A, 0, 0, 100, 10), 2).grant().rate()).isEqualTo(8);
    renew(ledger, report(A, 0, 0, 100, 8), 2);
    assertThat(renew(ledger, report(B, 0, 0, 2, 0), 2).grant().rate()).isEqualTo(2);
  }

  /** Whatever nodes ask for, in whatever order, what they hold together stays within the limit. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 20})
  void theSumOfWhatNodesHoldNeverExceedsTheLimit(int limit) {
    for (int seed = 0; seed < 200; seed++) {
      sequences.clear();
      var random = new Random(seed);
      var ledger = new LeaseLedger(new Limits(0, 0, limit, limit), Duration.ofHours(1), now);
      var calls = new HashMap<NodeId, Integer>();
      var rates = new HashMap<NodeId, Integer>();
      for (int step = 0; step < 60; step++) {
        var node = new NodeId("n" + random.nextInt(4));
        int held = calls.getOrDefault(node, 0);
        int rate = rates.getOrDefault(node, 0);
        int live = held == 0 ? 0 : random.nextInt(held + 1);
        int kept = random.nextBoolean() ? held : live;
        var report = report(node, live, kept, live + random.nextInt(5), rate);
        var grant = renew(ledger, report, 1 + random.nextInt(4)).grant();
        boolean lost = random.nextInt(5) == 0;
        calls.put(node, lost ? kept : grant.calls());
        rates.put(node, lost ? rate : grant.rate());
        now = now.plusMillis(random.nextInt(1_500));
        assertThat(calls.values().stream().mapToInt(Integer::intValue).sum())
            .isLessThanOrEqualTo(limit);
        assertThat(rates.values().stream().mapToInt(Integer::intValue).sum())
            .isLessThanOrEqualTo(limit);
      }
    }
  }
}
