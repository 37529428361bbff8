package io.tandem.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.id.Extension;
import io.tandem.id.NodeId;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TenantEntityTest {
  private static final ActorTestKit KIT = ActorTestKit.create(ManualTime.config());
  private static final NodeId NODE = new NodeId("a");

  private final ManualTime time = ManualTime.get(KIT.system());
  private final TestClock clock = new TestClock();
  private final FakeTenantStorage storage = new FakeTenantStorage(clock);
  private final TestProbe<TenantNode.Command> node = KIT.createTestProbe();
  private final TestProbe<TenantReply> replies = KIT.createTestProbe();
  private final TenantNodeSettings settings = TenantNodeSettings.defaults();
  private int members = 1;
  private long sequence;
  private ActorRef<TenantEntity.Command> entity;

  @AfterAll
  static void shutdown() {
    KIT.shutdownTestKit();
  }

  @AfterEach
  void stop() {
    if (entity != null) {
      KIT.stop(entity);
    }
  }

  private void start() {
    var masterKeys = TenantFixtures.ring(0);
    var environment =
        new TenantEnvironment(
            storage,
            new TenantLifecycle(storage, List.of(), masterKeys, clock),
            masterKeys,
            new UnreadableObjects(new SimpleMeterRegistry()),
            node.ref(),
            () -> members,
            settings,
            clock);
    entity = KIT.spawn(TenantEntity.create(environment, TenantFixtures.ACME.value()));
    assertThat(spread()).isEqualTo(new TenantNode.RenewNow(TenantFixtures.ACME, false));
  }

  private TenantNode.Command spread() {
    return node.expectMessageClass(TenantNode.Spread.class).message();
  }

  private void startWithTenant(Limits limits) {
    start();
    entity.tell(new TenantEntity.Create(TenantFixtures.newTenant(limits), replies.ref()));
    assertThat(spread()).isInstanceOf(TenantNode.Changed.class);
    assertThat(replies.receiveMessage().outcome()).isInstanceOf(Outcome.Done.class);
  }

  private void change(TenantChange change) {
    entity.tell(new TenantEntity.Change(change, -1, TenantFixtures.ORIGIN, replies.ref()));
  }

  private static TenantChange extension(String number) {
    return new TenantChange.PutExtension(
        new Extension(number), "", true, TenantFixtures.SECRET, null, PutMode.CREATE);
  }

  private void report(int live, int held, int needed) {
    report(NODE, live, held, needed);
  }

  private void report(NodeId from, int live, int held, int needed) {
    var report =
        new LeaseReport(from, 1, ++sequence, sequence - 1, live, held, needed, 0, needed, 0);
    entity.tell(new TenantEntity.Renew(report, node.ref()));
  }

  private LeaseGrant granted() {
    return node.expectMessageClass(TenantNode.Granted.class).grant();
  }

  @Test
  void createsChangesAndTellsTheNodes() {
    startWithTenant(Limits.DEFAULT);
    change(extension("1001"));
    var changed = (TenantNode.Changed) spread();
    assertThat(changed.change().version()).isEqualTo(2);
    assertThat(replies.receiveMessage()).isEqualTo(TenantReply.done(changed.change()));
    assertThat(storage.audits)
        .extracting(TenantStorage.Audit::action)
        .containsExactly("tenant.create", "extension.create");
  }

  @Test
  void aCreationOfUnknownOutcomeIsFinishedWithWhatItStored() {
    start();
    storage.crashAfter(3);
    entity.tell(new TenantEntity.Create(TenantFixtures.newTenant(), replies.ref()));
    assertThat(replies.receiveMessage().failure()).contains("the database is gone");
    storage.recover();
    time.timePasses(settings.retryInterval());
    assertThat(spread()).isInstanceOf(TenantNode.Moved.class);
    change(extension("1001"));
    assertThat(replies.receiveMessage().outcome()).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void oneChangeIsWrittenAtATimeAndLeasesGoOnMeanwhile() {
    startWithTenant(Limits.DEFAULT);
    report(0, 0, 1);
    assertThat(granted().calls()).isEqualTo(20);

    storage.hold();
    change(extension("1001"));
    change(extension("1002"));
    report(1, 20, 2);
    assertThat(granted().calls()).isEqualTo(20);
    replies.expectNoMessage(Duration.ZERO);

    storage.answer();
    assertThat(replies.receiveMessage().outcome()).isInstanceOf(Outcome.Done.class);
    assertThat(replies.receiveMessage().outcome()).isInstanceOf(Outcome.Done.class);
    assertThat(storage.audits).hasSize(3);
  }

  @Test
  void grantsFromMemoryWhileTheDatabaseIsGone() {
    startWithTenant(Limits.DEFAULT);
    storage.crashAfter(0);
    report(0, 0, 1);
    assertThat(granted().active()).isTrue();
    change(extension("1001"));
    assertThat(replies.receiveMessage().failure()).contains("the database is gone");
    storage.recover();
    change(extension("1001"));
    assertThat(replies.receiveMessage().outcome()).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void readsAgainAndDecidesAnewWhenAnotherWriterWasFaster() {
    startWithTenant(new Limits(2, 10, 20, 10));
    var other =
        TenantCopy.read(
            TenantFixtures.ACME,
            storage.read(TenantFixtures.ACME).toCompletableFuture().join().orElseThrow(),
            TenantFixtures.ring(0));
    var foreign =
        (TenantDecider.Accepted)
            TenantDecider.decide(other.configuration(), other.codec(), extension("1001"), -1);
    storage.change(
        new TenantChanged(TenantFixtures.ACME, 2, foreign.puts(), foreign.removals()),
        new TenantStorage.Audit(clock.instant(), TenantFixtures.ORIGIN, "x", "y", null, null));

    change(extension("1001"));
    assertThat(replies.receiveMessage().outcome()).isInstanceOf(Outcome.Conflict.class);
    assertThat(spread())
        .isEqualTo(new TenantNode.Moved(TenantFixtures.ACME, TenantFixtures.ACME_DOMAIN, 2));
    change(extension("1002"));
    assertThat(replies.receiveMessage().outcome()).isInstanceOf(Outcome.Done.class);
    change(extension("1003"));
    assertThat(replies.receiveMessage().outcome())
        .isEqualTo(new Outcome.LimitReached<>("extensions", 2));
  }

  @Test
  void whatCannotBeReadStaysAsItIsAndTheRestCanBeChanged() {
    startWithTenant(Limits.DEFAULT);
    var raw = TenantFixtures.unreadable(TenantFixtures.ACME_DOMAIN);
    storage.change(
        new TenantChanged(TenantFixtures.ACME, 2, raw, List.of()),
        new TenantStorage.Audit(clock.instant(), TenantFixtures.ORIGIN, "x", "y", null, null));

    change(extension("1001"));
    assertThat(spread()).isInstanceOf(TenantNode.Changed.class);
    assertThat(replies.receiveMessage().outcome()).isInstanceOf(Outcome.Done.class);
    for (var refused :
        List.of(
            extension("1008"),
            new TenantChange.RemoveExtension(new Extension("1009")),
            new TenantChange.RemoveUser("merlin"),
            new TenantChange.Profile(TenantFixtures.wish()))) {
      change(refused);
      var outcome = replies.receiveMessage().outcome();
      assertThat(((Outcome.Conflict<?>) outcome).code()).isEqualTo("unreadable");
    }
    assertThat(
            storage.read(TenantFixtures.ACME).toCompletableFuture().join().orElseThrow().objects())
        .containsAll(raw)
        .hasSize(raw.size() + 3);
  }

  @Test
  void tooManyWaitingChangesAreRefused() {
    startWithTenant(Limits.DEFAULT);
    storage.hold();
    for (int i = 0; i < settings.maxWaitingChanges() + 2; i++) {
      change(extension(String.valueOf(2000 + i)));
    }
    assertThat(replies.receiveMessage().outcome()).isEqualTo(new Outcome.Busy<>());
    storage.answer();
  }

  @Test
  void aNewEntityCollectsLiveLeasesBeforeItGrants() {
    startWithTenant(new Limits(1000, 10, 10, -1));
    KIT.stop(entity);
    members = 2;
    start();
    report(NODE, 0, 0, 3);
    node.expectNoMessage(Duration.ZERO);
    report(new NodeId("b"), 8, 8, 8);
    assertThat(List.of(granted().calls(), granted().calls())).containsExactlyInAnyOrder(2, 8);
  }

  @Test
  void aNodeThatDoesNotAnswerHoldsUpTheGrantsOnlyForAWhile() {
    startWithTenant(Limits.DEFAULT);
    KIT.stop(entity);
    members = 2;
    start();
    report(0, 0, 1);
    node.expectNoMessage(Duration.ZERO);
    time.timePasses(settings.collectPatience());
    assertThat(granted().calls()).isPositive();
  }

  @Test
  void usageIsAskedAfreshAndFallsWhenANodeIsSilentForLong() {
    startWithTenant(Limits.DEFAULT);
    report(3, 0, 3);
    granted();
    assertThat(usage().concurrentCalls()).isEqualTo(new Usage.Meter(3, 20));
    clock.advance(Duration.ofSeconds(30));
    assertThat(usage().concurrentCalls()).isEqualTo(new Usage.Meter(0, 20));
  }

  private Usage usage() {
    TestProbe<TenantEntity.UsageReply> answer = KIT.createTestProbe();
    entity.tell(new TenantEntity.GetUsage(answer.ref()));
    assertThat(spread()).isInstanceOf(TenantNode.RenewNow.class);
    time.timePasses(settings.collectPatience());
    return answer.receiveMessage().usage();
  }

  @Test
  void suspendedTenantsGetNoLease() {
    startWithTenant(Limits.DEFAULT);
    report(0, 0, 1);
    assertThat(granted().active()).isTrue();
    var wish = TenantFixtures.wish();
    change(
        new TenantChange.Profile(
            new TenantWish(
                wish.displayName(), TenantStatus.SUSPENDED, wish.limits(), wish.settings(), null)));
    // The nodes with a lease are told at once.
    node.expectMessage(new TenantNode.RenewNow(TenantFixtures.ACME, true));
    spread();
    report(0, 1, 1);
    assertThat(granted().active()).isFalse();
  }

  @Test
  void whoDoesNotExistGetsNoLeaseAndNoChange() {
    start();
    report(0, 0, 1);
    assertThat(granted()).isEqualTo(LeaseGrant.inactive(sequence, 0));
    change(extension("1001"));
    assertThat(replies.receiveMessage().outcome()).isEqualTo(new Outcome.NotFound<>());
  }

  @Test
  void deletionWaitsForTheLastCallAndLeavesNothing() {
    startWithTenant(Limits.DEFAULT);
    report(1, 0, 1);
    granted();
    change(new TenantChange.Deletion());
    node.expectMessage(new TenantNode.RenewNow(TenantFixtures.ACME, true));
    spread();
    assertThat(replies.receiveMessage().outcome()).isInstanceOf(Outcome.Done.class);
    assertThat(storage.knows(TenantFixtures.ACME)).isTrue();
    report(0, 0, 0);
    granted();
    time.timePasses(settings.retryInterval());
    assertThat(spread())
        .isEqualTo(new TenantNode.Erased(TenantFixtures.ACME, TenantFixtures.ACME_DOMAIN));
    assertThat(storage.knows(TenantFixtures.ACME)).isFalse();
  }

  @Test
  void aDeletionThatFailsIsTriedAgain() {
    startWithTenant(Limits.DEFAULT);
    report(0, 0, 0);
    granted();
    storage.crashAfter(3);
    change(new TenantChange.Deletion());
    assertThat(replies.receiveMessage().outcome()).isInstanceOf(Outcome.Done.class);
    assertThat(spread()).isInstanceOf(TenantNode.Changed.class);
    storage.recover();
    time.timePasses(settings.retryInterval());
    assertThat(spread()).isInstanceOf(TenantNode.Erased.class);
  }

  @Test
  void readsUntilTheDatabaseAnswers() {
    storage.crashAfter(0);
    start();
    change(extension("1001"));
    replies.expectNoMessage(Duration.ZERO);
    storage.recover();
    time.timePasses(settings.retryInterval());
    assertThat(replies.receiveMessage().outcome()).isEqualTo(new Outcome.NotFound<>());
  }
}
