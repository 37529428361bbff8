package io.tandem.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.id.Domain;
import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeTenantsTest {
  private static final TenantId ACME = TenantFixtures.ACME;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final TestClock clock = new TestClock();
  private final FakeTenantStorage storage = new FakeTenantStorage(clock);
  private final TenantNodeSettings settings = withTables(2, 2);
  private final TenantLifecycle lifecycle =
      new TenantLifecycle(storage, List.of(), TenantFixtures.ring(0), clock);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final UnreadableObjects unreadable = new UnreadableObjects(meters);
  private final NodeTenants tenants =
      new NodeTenants(storage, TenantFixtures.ring(0), unreadable, settings, clock);
  private TenantCopy truth;

  private static TenantNodeSettings withTables(int copies, int unknown) {
    return new TenantNodeSettings(
        MINUTE, MINUTE, MINUTE, MINUTE, MINUTE, MINUTE, MINUTE, MINUTE, copies, unknown, MINUTE, 9);
  }

  @BeforeEach
  void createAcme() {
    truth = create(ACME, "acme.test");
    tenants.compareDomains();
  }

  private TenantCopy create(TenantId id, String domain) {
    var wish =
        new TenantLifecycle.NewTenant(
            new Domain(domain), TenantFixtures.wish(), "admin", "hash", TenantFixtures.ORIGIN);
    return lifecycle.create(id, wish).toCompletableFuture().join().copy();
  }

  /** Writes one more extension, as the entity would; hands back the news of it. */
  private TenantNode.Changed change(String number) {
    var change =
        new TenantChange.PutExtension(
            new Extension(number), "", true, TenantFixtures.SECRET, null, PutMode.CREATE);
    var accepted =
        (TenantDecider.Accepted)
            TenantDecider.decide(truth.configuration(), truth.codec(), change, -1);
    truth = truth.with(accepted.next());
    var changed = new TenantChanged(ACME, truth.version(), accepted.puts(), List.of());
    storage.change(changed, audit());
    return new TenantNode.Changed(changed);
  }

  private static CompletableFuture<Optional<TenantConfiguration>> future(
      CompletionStage<Optional<TenantConfiguration>> stage) {
    return stage.toCompletableFuture();
  }

  private TenantConfiguration load() {
    return future(tenants.load(ACME)).join().orElseThrow();
  }

  @Test
  void findsWithoutReadingAndLoadsOnDemand() {
    assertThat(tenants.tenantOf("ACME.test")).isEqualTo(ACME);
    assertThat(tenants.find(ACME)).isNull();
    assertThat(load()).isEqualTo(truth.configuration());
    assertThat(tenants.find(ACME)).isEqualTo(truth.configuration());
    assertThat(storage.reads).hasSize(1);
  }

  @Test
  void thoseWhoLoadAtOnceShareOneRead() {
    storage.hold();
    var one = future(tenants.load(ACME));
    var other = future(tenants.load("acme.test"));
    storage.answer();
    assertThat(one.join()).isEqualTo(other.join()).isPresent();
    assertThat(storage.reads).hasSize(1);
  }

  @Test
  void followsTheNews() {
    load();
    tenants.learn(change("1001"));
    tenants.learn(change("1002"));
    assertThat(tenants.find(ACME)).isEqualTo(truth.configuration());
    assertThat(storage.reads).hasSize(1);
  }

  /** A rolling upgrade: the newer node's constants reach this one by news, then by reading. */
  @Test
  void aTenantIsServedWithoutTheObjectsThatCannotBeRead() {
    load();
    tenants.learn(change("1001"));
    var news =
        new TenantChanged(ACME, 3, TenantFixtures.unreadable(new Domain("acme.test")), List.of());
    storage.change(news, audit());
    tenants.learn(new TenantNode.Changed(news));

    assertServedWithout(tenants.find(ACME));
    assertThat(storage.reads).hasSize(1);

    tenants.learn(new TenantNode.Erased(ACME, new Domain("acme.test")));
    assertServedWithout(load());
    assertThat(meters.counter("tandem.tenant.objects.unreadable").count()).isEqualTo(4);
  }

  private void assertServedWithout(TenantConfiguration acme) {
    assertThat(acme.version()).isEqualTo(3);
    assertThat(acme.profile().displayName()).isEqualTo("New");
    assertThat(acme.profile().status()).isEqualTo(TenantStatus.ACTIVE);
    assertThat(acme.extensions().keySet()).containsExactly(new Extension("1001"));
    assertThat(acme.users().keySet()).containsExactly("admin");
  }

  /** An old password must not outlive the one that cannot be read. */
  @Test
  void anObjectThatCannotBeReadAnyMoreIsGone() {
    load();
    tenants.learn(change("1008"));
    var news =
        new TenantChanged(ACME, 3, TenantFixtures.unreadable(new Domain("acme.test")), List.of());
    tenants.learn(new TenantNode.Changed(news));
    assertThat(tenants.find(ACME).extensions()).isEmpty();
  }

  /** No news end the actor that takes them, whatever is in them. */
  @Test
  void newsOfATenantWithoutADomainAreBorne() {
    var profile = new StoredObject(ObjectCodec.TENANT, ObjectCodec.ONLY, "{}");
    var broken = new StoredObject(ObjectCodec.TENANT, ObjectCodec.ONLY, "]");
    tenants.learn(
        new TenantNode.Changed(
            new TenantChanged(TenantId.fromLong(5), 1, List.of(profile, broken), List.of())));
    assertThat(load()).isEqualTo(truth.configuration());
  }

  private TenantStorage.Audit audit() {
    return new TenantStorage.Audit(clock.instant(), TenantFixtures.ORIGIN, "a", "b", null, null);
  }

  @Test
  void readsAgainWhenNewsWereMissed() {
    load();
    change("1001");
    tenants.learn(change("1002"));
    assertThat(tenants.find(ACME)).isEqualTo(truth.configuration());
  }

  @Test
  void oldNewsChangeNothing() {
    load();
    var first = change("1001");
    tenants.learn(first);
    tenants.learn(change("1002"));
    tenants.learn(first);
    assertThat(tenants.find(ACME)).isEqualTo(truth.configuration());
  }

  @Test
  void newsThatComeWhileItReadsAreNotLost() {
    storage.hold();
    var loading = future(tenants.load(ACME));
    tenants.learn(change("1001"));
    storage.answer();
    assertThat(loading.join().orElseThrow()).isEqualTo(truth.configuration());
  }

  @Test
  void aVersionHeardOfMakesItReadAgain() {
    load();
    change("1001");
    tenants.expect(ACME, 2);
    assertThat(tenants.find(ACME).version()).isEqualTo(2);
    tenants.expect(ACME, 1);
    assertThat(storage.reads).hasSize(2);
  }

  @Test
  void copiesThatNobodyConfirmsAreComparedWithTheDatabase() {
    load();
    change("1001");
    tenants.compareVersions();
    assertThat(tenants.find(ACME).version()).isEqualTo(1);
    clock.advance(Duration.ofMinutes(6));
    tenants.compareVersions();
    assertThat(tenants.find(ACME).version()).isEqualTo(2);
  }

  @Test
  void ofManyCopiesSoManyAreComparedThatAllHaveTheirTurnInTimeButFewAtTheSameTime() {
    int copies = 6_000;
    var many =
        new NodeTenants(storage, TenantFixtures.ring(0), unreadable, withTables(copies, 9), clock);
    for (int i = 1; i <= copies; i++) {
      var id = TenantId.fromLong(1_000 + i);
      create(id, "t" + i + ".test");
      future(many.load(id)).join();
    }
    clock.advance(Duration.ofMinutes(6));
    storage.hold();
    many.compareVersions();
    assertThat(storage.versionReads()).isEqualTo(200);

    storage.answer();
    assertThat(storage.versionReads()).isGreaterThan(copies / 5);
    for (int minute = 1; minute < 5; minute++) {
      many.compareVersions();
    }
    assertThat(storage.versionReads()).isEqualTo(copies);
  }

  @Test
  void copiesInDoubtAreComparedAtOnce() {
    load();
    change("1001");
    clock.advance(Duration.ofSeconds(1));
    tenants.doubt();
    assertThat(tenants.find(ACME).version()).isEqualTo(2);
  }

  @Test
  void copiesServeOnWhileTheDatabaseIsGone() {
    load();
    storage.crashAfter(0);
    clock.advance(Duration.ofHours(1));
    tenants.compareVersions();
    tenants.compareDomains();
    assertThat(tenants.tenantOf("acme.test")).isEqualTo(ACME);
    assertThat(load()).isEqualTo(truth.configuration());
  }

  @Test
  void theCopyUsedLongestAgoMakesRoom() {
    var others = List.of(TenantId.fromLong(5), TenantId.fromLong(6));
    load();
    for (var other : others) {
      create(other, "t" + other + ".test");
      clock.advance(MINUTE);
      future(tenants.load(other)).join();
    }
    assertThat(tenants.find(ACME)).isNull();
    assertThat(tenants.find(others.get(1))).isNotNull();
    assertThat(load()).isEqualTo(truth.configuration());
  }

  @Test
  void domainsComeAndGoWithTheNewsAndTheComparison() {
    var other = TenantId.fromLong(5);
    var copy = create(other, "other.test");
    assertThat(tenants.tenantOf("other.test")).isNull();
    tenants.compareDomains();
    assertThat(tenants.tenantOf("other.test")).isEqualTo(other);

    lifecycle.delete(copy);
    tenants.compareDomains();
    assertThat(tenants.tenantOf("other.test")).isNull();

    load();
    tenants.learn(new TenantNode.Erased(ACME, TenantFixtures.ACME_DOMAIN));
    assertThat(tenants.tenantOf("acme.test")).isNull();
    assertThat(tenants.find(ACME)).isNull();
  }

  @Test
  void aDomainLearntWhileAllAreReadIsNotForgotten() {
    storage.hold();
    var comparison = tenants.compareDomains().toCompletableFuture();
    var other = TenantId.fromLong(5);
    tenants.learn(new TenantNode.Moved(other, new Domain("other.test"), 1));
    storage.answer();
    assertThat(comparison).isCompleted();
    assertThat(tenants.tenantOf("other.test")).isEqualTo(other);
  }

  @Test
  void unknownDomainsAreLookedUpOnce() {
    assertThat(future(tenants.load("later.test")).join()).isEmpty();
    create(TenantId.fromLong(5), "later.test");
    assertThat(future(tenants.load("later.test")).join()).isEmpty();
    clock.advance(MINUTE);
    assertThat(future(tenants.load("later.test")).join()).isPresent();
    assertThat(future(tenants.load("no name at all")).join()).isEmpty();
  }

  @Test
  void aFullTableOfUnknownDomainsDropsItsOldest() {
    future(tenants.load("one.test"));
    create(TenantId.fromLong(5), "one.test");
    future(tenants.load("two.test"));
    future(tenants.load("three.test"));
    assertThat(future(tenants.load("one.test")).join()).isPresent();
  }

  /** Anybody may make names up, as fast as a wire takes them. */
  @Test
  void madeUpNamesCostFewLookUpsAndPushNoOthersOut() {
    var many =
        new NodeTenants(storage, TenantFixtures.ring(0), unreadable, withTables(2, 10_000), clock);
    assertThat(future(many.load("wrong.test")).join()).isEmpty();
    int answered = 0;
    for (int i = 0; i < 30_000; i++) {
      clock.advance(Duration.ofMillis(1));
      answered +=
          future(many.load("made-up-%d.test".formatted(i))).isCompletedExceptionally() ? 0 : 1;
    }
    assertThat(answered).isBetween(150, 30 * 5 + 50);
    assertThat(storage.ownerReads()).isEqualTo(answered + 1);
    clock.advance(Duration.ofSeconds(29));
    assertThat(future(many.load("wrong.test")).join()).as("remembered as nobody's").isEmpty();
    assertThat(storage.ownerReads()).isEqualTo(answered + 1);
  }

  @Test
  void overTheRateANameThatWasNobodysStaysSoAndTheMapKnowsItsOwn() {
    var many =
        new NodeTenants(storage, TenantFixtures.ring(0), unreadable, withTables(2, 99), clock);
    assertThat(future(many.load("wrong.test")).join()).isEmpty();
    clock.advance(MINUTE);
    for (int i = 0; i < DomainMap.BURST; i++) {
      assertThat(future(many.load("made-up-%d.test".formatted(i))).join()).isEmpty();
    }
    assertThat(future(many.load("one-more.test"))).isCompletedExceptionally();
    assertThat(future(many.load("wrong.test")).join()).isEmpty();
    many.compareDomains();
    assertThat(future(many.load("acme.test")).join()).isPresent();
    clock.advance(Duration.ofSeconds(1));
    assertThat(future(many.load("one-more.test")).join()).isEmpty();
  }

  @Test
  void reservedDomainsAreNobodys() {
    storage.reserve(new Domain("soon.test"), TenantId.fromLong(5), MINUTE);
    tenants.compareDomains();
    assertThat(tenants.tenantOf("soon.test")).isNull();
    assertThat(future(tenants.load("soon.test")).join()).isEmpty();
  }
}
