package io.tandem.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.id.CallId;
import io.tandem.id.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class NodeShareTest {
  private static final NodeId NODE = new NodeId("a");

  private final TestClock clock = new TestClock();
  private final LiveCalls liveCalls = new LiveCalls(clock);
  private final NodeShare share = new NodeShare(TenantFixtures.ACME, NODE, 1, liveCalls, clock);
  private int asked;

  private CompletableFuture<AdmissionDecision> admit() {
    return admit(TenantFixtures.call());
  }

  private CompletableFuture<AdmissionDecision> admit(CallId call) {
    return share.admit(call, () -> asked++).toCompletableFuture();
  }

  private NodeShare.Next grant(int calls, int rate, int tokens, boolean reclaiming) {
    long sequence = share.report(false).sequence();
    return share.granted(new LeaseGrant(sequence, true, calls, rate, tokens, reclaiming, 1));
  }

  @Test
  void admitsAtOnceWhileTheLeaseSuffices() {
    grant(2, 10, 10, false);
    assertThat(admit()).isCompletedWithValue(AdmissionDecision.ADMITTED);
    assertThat(admit()).isCompletedWithValue(AdmissionDecision.ADMITTED);
    assertThat(asked).isZero();
  }

  @Test
  void callsWaitForTheFirstLeaseAndAskOnlyOnce() {
    var first = admit();
    var second = admit();
    assertThat(first).isNotDone();
    assertThat(asked).isEqualTo(1);
    var report = share.report(false);
    assertThat(report.neededCalls()).isEqualTo(2);
    share.granted(new LeaseGrant(report.sequence(), true, 1, 10, 10, false, 1));
    assertThat(first).isCompletedWithValue(AdmissionDecision.ADMITTED);
    assertThat(second).isCompletedWithValue(AdmissionDecision.CONCURRENT_CALLS);
  }

  /** The renewal makes the grant under way void, with the admissions that it brings. */
  @Test
  void aRenewalThatCrossesTheFirstGrantCostsNoCall() {
    var limits = new Limits(1000, 10, 20, 10);
    var ledger = new LeaseLedger(limits, Duration.ofSeconds(18), clock.instant());
    var call = admit();
    var asking = share.report(false);
    var renewal = share.renewal();

    share.granted(renew(ledger, asking));
    assertThat(call).isNotDone();
    share.granted(renew(ledger, renewal));

    assertThat(call).isCompletedWithValue(AdmissionDecision.ADMITTED);
  }

  private LeaseGrant renew(LeaseLedger ledger, LeaseReport report) {
    assertThat(ledger.adopt(report, clock.instant())).isTrue();
    return ledger.grant(report, 1, clock.instant()).grant();
  }

  @Test
  void aCallThatEndsMakesRoom() {
    grant(1, 10, 10, false);
    var call = TenantFixtures.call();
    assertThat(admit(call)).isCompletedWithValue(AdmissionDecision.ADMITTED);
    liveCalls.put(TenantFixtures.liveCall(TenantFixtures.ACME, call, NODE));
    var refused = admit();
    grant(1, 10, 0, false);
    assertThat(refused).isCompletedWithValue(AdmissionDecision.CONCURRENT_CALLS);
    liveCalls.remove(TenantFixtures.ACME, call);
    assertThat(admit()).isCompletedWithValue(AdmissionDecision.ADMITTED);
  }

  @Test
  void admissionsThatNoCallFollowedAreForgotten() {
    grant(1, 10, 10, false);
    admit();
    assertThat(liveCalls.used(TenantFixtures.ACME)).isEqualTo(1);
    clock.advance(TenantCalls.ADMISSION_LIFE);
    assertThat(liveCalls.used(TenantFixtures.ACME)).isZero();
    assertThat(liveCalls.tenants()).isEmpty();
  }

  @Test
  void withdrawnAdmissionsCountNoMore() {
    grant(1, 10, 10, false);
    var call = TenantFixtures.call();
    admit(call);
    liveCalls.withdraw(TenantFixtures.ACME, call);
    assertThat(admit()).isCompletedWithValue(AdmissionDecision.ADMITTED);
  }

  @Test
  void callsPerSecondAreHeldByTheBucket() {
    grant(100, 2, 2, false);
    admit();
    admit();
    var third = admit();
    grant(100, 2, 0, false);
    assertThat(third).isCompletedWithValue(AdmissionDecision.CALLS_PER_SECOND);
    clock.advance(Duration.ofMillis(500));
    assertThat(admit()).isCompletedWithValue(AdmissionDecision.ADMITTED);
    assertThat(admit()).isNotDone();
  }

  @Test
  void waitsWhileOthersReturnWhatTheyDoNotNeedButNotForEver() {
    var call = admit();
    assertThat(grant(0, 5, 5, true)).isEqualTo(NodeShare.Next.REPORT_SOON);
    assertThat(call).isNotDone();
    clock.advance(NodeShare.RECLAIM_PATIENCE);
    assertThat(grant(0, 5, 0, true)).isEqualTo(NodeShare.Next.REST);
    assertThat(call).isCompletedWithValue(AdmissionDecision.CONCURRENT_CALLS);
  }

  @Test
  void onlyTheAnswerToTheLatestReportCounts() {
    long old = share.report(false).sequence();
    share.report(false);
    share.granted(new LeaseGrant(old, true, 5, 5, 5, false, 1));
    assertThat(share.report(false).heldCalls()).isZero();
  }

  @Test
  void aCallThatTheReportDidNotKnowIsDecidedByTheNext() {
    admit();
    var report = share.report(false);
    var late = admit();
    assertThat(asked).isEqualTo(1);
    var next = share.granted(new LeaseGrant(report.sequence(), true, 1, 10, 10, false, 1));
    assertThat(late).isNotDone();
    assertThat(next).isEqualTo(NodeShare.Next.REPORT);
  }

  @Test
  void confirmsASmallerShareAtOnce() {
    grant(10, 10, 10, false);
    assertThat(grant(3, 10, 0, false)).isEqualTo(NodeShare.Next.REPORT);
    assertThat(share.report(false).heldCalls()).isEqualTo(3);
  }

  @Test
  void givesBackWhatItDoesNotNeedWhenAskedTo() {
    grant(10, 10, 10, false);
    admit();
    var report = share.report(true);
    assertThat(report.heldCalls()).isEqualTo(1);
    assertThat(report.heldRate()).isEqualTo(1);
    assertThat(report.returnedTokens()).isEqualTo(8);
  }

  @Test
  void inactiveTenantsAreRefused() {
    var call = admit();
    share.granted(LeaseGrant.inactive(share.report(false).sequence(), 1));
    assertThat(call).isCompletedWithValue(AdmissionDecision.TENANT_INACTIVE);
  }

  @Test
  void keepsItsLastLeaseWhenNobodyAnswers() {
    grant(2, 10, 10, false);
    clock.advance(Duration.ofMinutes(5));
    share.report(false);
    assertThat(admit()).isCompletedWithValue(AdmissionDecision.ADMITTED);
  }

  @Test
  void callsThatNobodyAnswersAreUnavailable() {
    var call = admit();
    clock.advance(Duration.ofSeconds(3));
    var later = admit();
    assertThat(share.expire(Duration.ofSeconds(3))).isTrue();
    assertThat(call).isCompletedWithValue(AdmissionDecision.UNAVAILABLE);
    assertThat(later).isNotDone();
  }

  @Test
  void atMostSoManyCallsWait() {
    List<CompletableFuture<AdmissionDecision>> calls = new ArrayList<>();
    for (int i = 0; i <= NodeShare.MAX_WAITING; i++) {
      calls.add(admit());
    }
    assertThat(calls.get(NodeShare.MAX_WAITING))
        .isCompletedWithValue(AdmissionDecision.UNAVAILABLE);
    assertThat(calls.get(NodeShare.MAX_WAITING - 1)).isNotDone();
  }

  @Test
  void anIdleShareIsGivenBackOnce() {
    grant(2, 10, 10, false);
    assertThat(share.renewal().releases()).isFalse();
    clock.advance(NodeShare.IDLE);
    assertThat(share.renewal().releases()).isTrue();
    assertThat(share.renewal()).isNull();
  }
}
