package io.tandem.tenant;

import static io.tandem.store.TestCassandra.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tandem.id.CallId;
import io.tandem.id.Domain;
import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import io.tandem.secret.ClusterSecrets;
import io.tandem.secret.KeyRing;
import io.tandem.secret.Purpose;
import io.tandem.secret.StoredSecrets;
import io.tandem.store.AuditEntry;
import io.tandem.store.AuditKind;
import io.tandem.store.AuditLog;
import io.tandem.store.BindingRow;
import io.tandem.store.CassandraStore;
import io.tandem.store.CdrRow;
import io.tandem.store.TestCassandra;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tenants, their records and the cluster's keys in a real Cassandra. */
class TenantStorageIT {
  private static final Clock CLOCK = Clock.systemUTC();
  private static final SecureRandom RANDOM = new SecureRandom();

  private static CassandraStore store;
  private static TenantStorage storage;
  private static KeyRing masterKeys;

  private final TenantId tenant = TenantId.random(RANDOM);
  private final Domain domain = new Domain(tenant + ".test");
  private final TenantLifecycle lifecycle =
      new TenantLifecycle(
          storage, List.of(new CassandraTenantEraser(store, 8, CLOCK)), masterKeys, CLOCK);

  @BeforeAll
  static void open() {
    store = TestCassandra.openStore(TestCassandra.newKeyspace(), CLOCK);
    storage = new CassandraTenantStorage(store);
    masterKeys =
        join(ClusterSecrets.load(new StoredSecrets(store.clusterSecrets()), CLOCK))
            .ring(Purpose.TENANT_MASTER);
  }

  @AfterAll
  static void close() {
    join(store.close());
  }

  private TenantLifecycle.Created create(TenantId id) {
    return join(
        lifecycle.create(
            id,
            new TenantLifecycle.NewTenant(
                domain, TenantFixtures.wish(), "admin", "hash", TenantFixtures.ORIGIN)));
  }

  private TenantCopy stored() {
    return TenantCopy.read(tenant, join(storage.read(tenant)).orElseThrow(), masterKeys);
  }

  private static TenantStorage.Audit audit() {
    return new TenantStorage.Audit(
        CLOCK.instant(), TenantFixtures.ORIGIN, "extension.create", "extension/1", null, "{}");
  }

  private static TenantChanged change(TenantCopy copy, String number) {
    var wish =
        new TenantChange.PutExtension(
            new Extension(number), "", true, TenantFixtures.SECRET, null, PutMode.CREATE);
    var accepted =
        (TenantDecider.Accepted) TenantDecider.decide(copy.configuration(), copy.codec(), wish, -1);
    return new TenantChanged(
        copy.configuration().id(), accepted.next().version(), accepted.puts(), accepted.removals());
  }

  @Test
  void readsBackWhatItCreatedAndChanged() {
    var created = create(tenant).copy();
    assertThat(stored().configuration()).isEqualTo(created.configuration());
    var change = change(created, "1001");
    assertThat(join(storage.change(change, audit()))).isTrue();
    assertThat(stored().configuration()).isEqualTo(created.apply(change).configuration());
    assertThat(stored().configuration().extension(TenantFixtures.ALICE).secret())
        .isEqualTo(TenantFixtures.SECRET);
    assertThat(join(storage.version(tenant))).isEqualTo(2);
  }

  @Test
  void rowsThatCannotBeReadAreSkippedAndStayAsTheyAre() {
    create(tenant);
    var raw = TenantFixtures.unreadable(domain);
    join(storage.change(new TenantChanged(tenant, 2, raw, List.of()), audit()));

    var copy = stored();
    assertThat(copy.configuration().users().keySet()).containsExactly("admin");
    assertThat(copy.unreadable().keySet())
        .containsExactlyInAnyOrderElementsOf(raw.stream().map(StoredObject::key).toList());

    assertThat(join(storage.change(change(copy, "1001"), audit()))).isTrue();
    assertThat(stored().configuration().extensions().keySet())
        .containsExactly(TenantFixtures.ALICE);
    assertThat(join(storage.read(tenant)).orElseThrow().objects()).containsAll(raw);
  }

  @Test
  void ofTwoWritersOneIsStale() {
    var copy = create(tenant).copy();
    var one = storage.change(change(copy, "1001"), audit()).toCompletableFuture();
    var other = storage.change(change(copy, "1002"), audit()).toCompletableFuture();
    assertThat(List.of(join(one), join(other))).containsExactlyInAnyOrder(true, false);
    assertThat(stored().configuration().extensions()).hasSize(1);
  }

  @Test
  void aDomainHasOneOwnerAndIsFreeAfterADeletion() {
    var first = create(tenant);
    var rival = TenantId.random(RANDOM);
    assertThat(create(rival).domainTaken()).isTrue();
    join(lifecycle.delete(first.copy()));
    assertThat(create(rival).domainTaken()).isFalse();
    assertThat(join(storage.owner(domain)).orElseThrow().tenant()).isEqualTo(rival);
  }

  @Test
  void ofADeletedTenantNothingIsLeft() {
    var copy = create(tenant).copy();
    var call = CallId.mint(1, CLOCK.instant(), RANDOM);
    var now = Instant.ofEpochMilli(CLOCK.millis());
    var cdrs = store.tenant(tenant).cdrs();
    var bindings = store.tenant(tenant).bindings();
    join(
        cdrs.insert(
            List.of(new CdrRow(call, "INTERNAL", "1001", "1002", "BUSY", null, now, "{}", null)),
            Duration.ofDays(1)));
    join(
        bindings.put(7, new BindingRow(TenantFixtures.ALICE, "sip:a", "{}", now.plusSeconds(600))));

    await().untilAsserted(() -> assertThat(auditLog()).hasSize(1));

    join(lifecycle.delete(copy));
    assertThat(join(storage.read(tenant))).isEmpty();
    assertThat(join(storage.version(tenant))).isZero();
    assertThat(join(cdrs.find(call))).isEmpty();
    assertThat(join(bindings.slice(7))).isEmpty();
    await()
        .untilAsserted(
            () ->
                assertThat(installationLog())
                    .filteredOn(entry -> entry.object().equals("tenant/" + tenant))
                    .extracting(AuditEntry::action)
                    .containsExactly("tenant.erase"));
    assertThat(auditLog()).isEmpty();
    assertThat(join(storage.page(null, 1000)).items())
        .extracting(TenantSummary::id)
        .doesNotContain(tenant);
    assertThat(join(storage.domains()))
        .extracting(TenantStorage.DomainOwner::domain)
        .doesNotContain(domain);
  }

  private List<AuditEntry> installationLog() {
    var tomorrow = CLOCK.instant().plus(Duration.ofDays(1));
    var kinds = EnumSet.of(AuditKind.CHANGE);
    var log = store.auditLog(Optional.empty());
    return join(log.list(kinds, Instant.EPOCH, tomorrow, Optional.empty(), 1000)).items().stream()
        .map(AuditLog.Row::entry)
        .toList();
  }

  private List<AuditEntry> auditLog() {
    var tomorrow = CLOCK.instant().plus(Duration.ofDays(1));
    return join(store.tenant(tenant).audit().list(Instant.EPOCH, tomorrow, Optional.empty(), 100))
        .items();
  }

  @Test
  void nodesThatStartAtOnceShareTheirKeys() {
    var fresh = TestCassandra.openStore(TestCassandra.newKeyspace(), CLOCK);
    var repository = new StoredSecrets(fresh.clusterSecrets());
    var one = ClusterSecrets.load(repository, CLOCK).toCompletableFuture();
    var other = ClusterSecrets.load(repository, CLOCK).toCompletableFuture();
    for (var purpose : Purpose.values()) {
      assertThat(join(one).ring(purpose).current().material())
          .isEqualTo(join(other).ring(purpose).current().material());
    }
    join(join(one).rotate(Purpose.API_TOKEN));
    join(join(other).reload());
    assertThat(join(other).ring(Purpose.API_TOKEN).find(1).material())
        .isEqualTo(join(one).ring(Purpose.API_TOKEN).find(1).material());
    join(fresh.close());
  }

  @Test
  void accountsAreKeptByTheirMode() {
    var accounts = new CassandraSystemAccounts(store.systemAccounts());
    var root = new SystemAccount("root", SystemRole.SYSTEM_ADMIN, "hash", true);
    var support = new SystemAccount("root", SystemRole.SUPPORT, "other", false);
    assertThat(join(accounts.put(root, PutMode.REPLACE))).isFalse();
    assertThat(join(accounts.put(root, PutMode.CREATE))).isTrue();
    assertThat(join(accounts.put(support, PutMode.CREATE))).isFalse();
    assertThat(join(accounts.find("root"))).contains(root);
    assertThat(join(accounts.put(support, PutMode.CREATE_OR_REPLACE))).isTrue();
    assertThat(join(accounts.list())).containsExactly(support);
    assertThat(join(accounts.remove("root"))).isTrue();
    assertThat(join(accounts.remove("root"))).isFalse();
  }
}
