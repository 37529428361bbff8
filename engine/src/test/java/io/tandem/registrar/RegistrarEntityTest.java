package io.tandem.registrar;

import static io.tandem.registrar.Registrations.START;
import static io.tandem.registrar.Registrations.contact;
import static io.tandem.registrar.Registrations.register;
import static io.tandem.registrar.Registrations.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistrarEntityTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          ConfigFactory.parseString("pekko.actor.serialize-messages = on")
              .withFallback(ManualTime.config()));
  private static final ManualTime TIME = ManualTime.get(KIT.system());
  private static final TenantId TENANT = TenantId.fromLong(7);
  private static final Extension ALICE = new Extension("1001");
  private static final int SLICE = Slices.of(ALICE);
  private static final String CONTACT = "sip:1001@192.0.2.1:5062";

  private final RegistrarSettings settings = RegistrarSettings.defaults();
  private final FakeBindingStore store = new FakeBindingStore();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final RegistrarMetrics metrics = new RegistrarMetrics(meters);
  private final TestClock clock = new TestClock();
  private final RegistrarEnvironment environment =
      new RegistrarEnvironment(store, settings, metrics, clock);
  private final TestProbe<RegistrationResult> results =
      KIT.createTestProbe(RegistrationResult.class);
  private final TestProbe<RegistrarEntity.Found> found =
      KIT.createTestProbe(RegistrarEntity.Found.class);
  private final TestProbe<ClusterSharding.ShardCommand> shard =
      KIT.createTestProbe(ClusterSharding.ShardCommand.class);
  private ActorRef<RegistrarEntity.Command> entity;

  /** Stands still unless it is told. */
  private static final class TestClock extends Clock {
    private volatile Instant now = START;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }
  }

  @AfterEach
  void stopTheEntity() {
    KIT.stop(entity);
  }

  @AfterAll
  static void stopTheSystem() {
    KIT.shutdownTestKit();
  }

  private void start() {
    entity = KIT.spawn(RegistrarEntity.create(TENANT, SLICE, environment, shard.getRef()));
  }

  private void pass(Duration time) {
    clock.now = clock.now.plus(time);
    TIME.timePasses(time);
  }

  private RegistrationResult tell(Registration registration) {
    entity.tell(new RegistrarEntity.Register(ALICE, registration, results.getRef()));
    return results.receiveMessage();
  }

  private List<Binding> lookup() {
    entity.tell(new RegistrarEntity.Lookup(ALICE, found.getRef()));
    return found.receiveMessage().bindings();
  }

  /** Waits for what a future brings back to the entity, and until that has been dealt with. */
  private void awaitCount(String counter, int count) {
    await().until(() -> meters.counter(counter).count() == count);
    settle();
  }

  /** Waits until the entity has dealt with everything that it was told before. */
  private void settle() {
    entity.tell(new RegistrarEntity.Register(ALICE, register("fetch", 1, 10), results.getRef()));
    results.receiveMessage();
  }

  private ExtensionBinding row() {
    return new ExtensionBinding(
        ALICE, stored(CONTACT, "old", 1, START.minusSeconds(60), START.plusSeconds(600)));
  }

  @Test
  void bindingsSurviveTheEntity() {
    start();
    tell(register(1, CONTACT, 300));
    pass(settings.flushInterval());
    awaitCount("tandem.registrar.rows.written", 1);
    KIT.stop(entity);

    start();

    assertThat(lookup()).extracting(Binding::contact).containsExactly(CONTACT);
  }

  @Test
  void changesAreStoredTogetherAfterAWhile() {
    start();
    settle();
    tell(register(1, CONTACT, 300));
    tell(register(2, "sip:1001@192.0.2.2", 300));
    assertThat(store.batches()).isEmpty();

    pass(settings.flushInterval());
    awaitCount("tandem.registrar.rows.written", 2);

    assertThat(store.batches()).containsExactly(2);
    assertThat(store.rows(TENANT, SLICE)).hasSize(2);
  }

  @Test
  void aFailedWriteIsCountedAndRepeatedWithPatience() {
    start();
    settle();
    store.fail(2);
    tell(register(1, CONTACT, 300));
    pass(settings.flushInterval());
    awaitCount("tandem.registrar.write.failures", 1);
    pass(settings.firstRetry());
    awaitCount("tandem.registrar.write.failures", 2);

    pass(settings.firstRetry());
    settle();
    assertThat(store.batches()).isEmpty();
    pass(settings.firstRetry());

    awaitCount("tandem.registrar.rows.written", 1);
    assertThat(store.batches()).containsExactly(1);
  }

  @Test
  void aLookupWaitsForTheRows() {
    store.put(TENANT, row());
    store.hold();
    start();
    entity.tell(new RegistrarEntity.Lookup(ALICE, found.getRef()));
    settle();
    found.expectNoMessage(Duration.ZERO);

    store.release();

    assertThat(found.receiveMessage().bindings()).hasSize(1);
  }

  @Test
  void whoListsOrRemovesWaitsForTheRows() {
    store.put(TENANT, row());
    store.hold();
    start();
    TestProbe<BindingPage> pages = KIT.createTestProbe(BindingPage.class);
    TestProbe<RegistrarEntity.Removed> removed = KIT.createTestProbe(RegistrarEntity.Removed.class);
    entity.tell(new RegistrarEntity.ListBindings(null, 10, pages.getRef()));
    entity.tell(new RegistrarEntity.Remove(ALICE, row().binding().id(), removed.getRef()));
    pass(settings.holdLookups());
    settle();
    pages.expectNoMessage(Duration.ZERO);
    removed.expectNoMessage(Duration.ZERO);

    store.release();

    assertThat(pages.receiveMessage().bindings()).hasSize(1);
    assertThat(removed.receiveMessage().found()).isTrue();
    assertThat(lookup()).isEmpty();
  }

  @Test
  void whatIsInMemoryIsRemovedAtOnceAndItsRowDoesNotBringItBack() {
    store.put(TENANT, row());
    store.hold();
    start();
    tell(register(1, CONTACT, 300));
    String id = lookupBeforeTheRows().get(0).id();
    TestProbe<RegistrarEntity.Removed> removed = KIT.createTestProbe(RegistrarEntity.Removed.class);

    entity.tell(new RegistrarEntity.Remove(ALICE, id, removed.getRef()));

    assertThat(removed.receiveMessage().found()).isTrue();
    store.release();
    settle();
    assertThat(lookup()).isEmpty();
  }

  private List<Binding> lookupBeforeTheRows() {
    pass(settings.holdLookups());
    settle();
    return lookup();
  }

  @Test
  void whatNobodyWaitsForAnyMoreIsNotRemoved() {
    store.put(TENANT, row());
    store.hold();
    start();
    TestProbe<RegistrarEntity.Removed> removed = KIT.createTestProbe(RegistrarEntity.Removed.class);
    entity.tell(new RegistrarEntity.Remove(ALICE, row().binding().id(), removed.getRef()));
    settle();
    pass(settings.answerPatience());

    store.release();
    await().until(() -> bindingsGauge() == 1);
    settle();

    removed.expectNoMessage(Duration.ZERO);
    assertThat(lookup()).hasSize(1);
  }

  @Test
  void whileRowsAreSlowOnlyWhatRegisteredSinceIsAnswered() {
    store.hold();
    start();
    entity.tell(new RegistrarEntity.Lookup(ALICE, found.getRef()));
    pass(settings.holdLookups());
    settle();
    assertThat(found.receiveMessage()).isEqualTo(new RegistrarEntity.Found(List.of(), false));

    tell(register(1, CONTACT, 300));

    assertThat(lookup()).hasSize(1);
    store.release();
  }

  @Test
  void whatRegistersWhileRowsAreReadIsMergedWithThem() {
    store.put(TENANT, row());
    store.hold();
    start();
    tell(register(1, CONTACT, 300));

    store.release();
    settle();

    assertThat(lookup())
        .singleElement()
        .satisfies(binding -> assertThat(binding.callId()).isEqualTo("phone-a"));
  }

  @Test
  void aFailedReadIsRepeated() {
    store.put(TENANT, row());
    store.fail(1);
    start();
    awaitCount("tandem.registrar.read.failures", 1);

    pass(settings.firstRetry());
    await().until(() -> bindingsGauge() == 1);

    assertThat(lookup()).hasSize(1);
  }

  @Test
  void bindingsEndWhenTheirTimeIsOver() {
    start();
    tell(register(1, CONTACT, 60));
    tell(register("other", 1, 10, contact("sip:1001@192.0.2.2", 1, 90)));
    settle();
    assertThat(bindingsGauge()).isEqualTo(2);

    pass(Duration.ofSeconds(60));
    settle();
    assertThat(bindingsGauge()).isEqualTo(1);
    pass(Duration.ofSeconds(30));
    settle();

    assertThat(bindingsGauge()).isZero();
    assertThat(lookup()).isEmpty();
  }

  private double bindingsGauge() {
    return meters.get("tandem.registrar.bindings").gauge().value();
  }

  @Test
  void anEmptySliceAsksToLeaveMemoryAndAFullOneDoesNot() {
    start();
    tell(register(1, CONTACT, 3600));
    pass(settings.idleTime().multipliedBy(2));
    settle();
    shard.expectNoMessage(Duration.ZERO);

    tell(register(2, CONTACT, 0));
    pass(settings.flushInterval());
    awaitCount("tandem.registrar.rows.written", 2);
    assertThat(environment.slicesHere()).containsValue(entity);
    pass(settings.idleTime());

    assertThat(shard.receiveMessage()).isInstanceOf(ClusterSharding.Passivate.class);
    assertThat(environment.slicesHere()).as("reached without the shard").isEmpty();
  }

  @Test
  void aSliceThatTheShardLetsLiveIsReachedDirectlyAgainOnceItHasBindings() {
    start();
    settle();
    pass(settings.idleTime());
    shard.receiveMessage();
    tell(register(1, CONTACT, 3600));
    assertThat(environment.slicesHere()).isEmpty();

    pass(settings.idleTime());
    settle();

    assertThat(environment.slicesHere()).containsValue(entity);
  }

  @Test
  void whatWaitsIsStoredBeforeTheEntityStops() {
    start();
    tell(register(1, CONTACT, 300));
    store.hold();
    entity.tell(RegistrarEntity.Stop.INSTANCE);
    var watcher = KIT.createTestProbe();

    store.release();

    watcher.expectTerminated(entity, Duration.ofSeconds(3));
    assertThat(store.rows(TENANT, SLICE)).hasSize(1);
    assertThat(bindingsGauge()).isZero();
  }

  @Test
  void aStoreThatIsAwayDoesNotKeepTheEntityFromStopping() {
    start();
    settle();
    store.hold();
    tell(register(1, CONTACT, 300));
    entity.tell(RegistrarEntity.Stop.INSTANCE);
    settle();

    pass(settings.stopPatience());

    KIT.createTestProbe().expectTerminated(entity, Duration.ofSeconds(3));
  }
}
