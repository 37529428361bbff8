package io.tandem.store;

import static io.tandem.store.TestCassandra.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TenantStoreIT {
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  private static CassandraStore store;
  private static CqlSession session;

  private final TenantStore tenant = store.tenant(TenantId.random(RandomGenerator.getDefault()));
  private final TenantStore other = store.tenant(TenantId.random(RandomGenerator.getDefault()));

  @BeforeAll
  static void open() {
    store = TestCassandra.openStore(TestCassandra.SHARED_KEYSPACE, Clock.systemUTC());
    session = TestCassandra.openSession(TestCassandra.shared().contactPoint());
    session.execute("USE " + TestCassandra.SHARED_KEYSPACE);
  }

  @AfterAll
  static void close() {
    session.close();
    join(store.close());
  }

  @Test
  void changesTheConfigurationOnlyFromTheVersionItIsAt() {
    TenantObjects objects = tenant.objects();
    assertThat(join(objects.read())).isEmpty();
    assertThat(join(objects.version())).isZero();

    assertThat(join(objects.create(List.of(put("101", "{}"), put("102", "{}")), entry("a"))))
        .isEqualTo(new ChangeResult.Applied(1));
    assertThat(join(objects.create(List.of(put("103", "{}")), entry("b"))))
        .isEqualTo(new ChangeResult.Stale(1));
    List<ObjectChange> changes =
        List.of(put("101", "{\"a\":1}"), new ObjectChange.Delete("extension", "102"));
    assertThat(join(objects.change(1, changes, entry("c")))).isEqualTo(new ChangeResult.Applied(2));
    assertThat(join(objects.change(1, List.of(put("104", "{}")), entry("d"))))
        .isEqualTo(new ChangeResult.Stale(2));

    TenantObjects.Snapshot snapshot = join(objects.read()).orElseThrow();
    assertThat(snapshot.version()).isEqualTo(2);
    assertThat(snapshot.rows()).containsExactly(new ObjectRow("extension", "101", "{\"a\":1}"));
    assertThat(join(other.objects().read())).isEmpty();
  }

  @Test
  void refusesAChangeOfAConfigurationThatDoesNotExist() {
    assertThat(join(tenant.objects().change(3, List.of(put("101", "{}")), entry("a"))))
        .isEqualTo(new ChangeResult.Stale(0));
    assertThat(join(tenant.objects().read())).isEmpty();
  }

  @Test
  void letsExactlyOneOfManyWritersWin() {
    TenantObjects objects = tenant.objects();
    join(objects.create(List.of(), entry("first")));

    List<CompletableFuture<ChangeResult>> writers =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    objects
                        .change(1, List.of(put("20" + i, "{}")), entry("w" + i))
                        .toCompletableFuture())
            .toList();

    assertThat(writers.stream().map(TestCassandra::join))
        .filteredOn(ChangeResult.Applied.class::isInstance)
        .hasSize(1);
    assertThat(join(objects.read()).orElseThrow().rows()).hasSize(1);
  }

  @Test
  void keepsAConfigurationWithoutAnyObject() {
    join(tenant.objects().create(List.of(), entry("a")));

    assertThat(join(tenant.objects().read())).contains(new TenantObjects.Snapshot(1, List.of()));
  }

  @Test
  void movesTheAuditEntryOfAnAppliedChangeToTheLogAndThatOfAStaleOneNowhere() {
    join(tenant.objects().create(List.of(put("101", "{}")), entry("applied")));
    join(tenant.objects().change(7, List.of(put("101", "{}")), entry("stale")));

    await().untilAsserted(() -> assertThat(auditLog(10)).containsExactly(entry("applied")));
  }

  /** Half a surrogate pair cannot be written: nobody need ask again. */
  @Test
  void aChangeThatIsRefusedForGoodIsToldFromADatabaseThatIsAway() {
    join(tenant.objects().create(List.of(put("101", "{}")), entry("first")));

    var refused =
        tenant.objects().change(1, List.of(put("102", "{}"), put("103", "\ud83d")), entry("bad"));

    assertThat(refused.toCompletableFuture())
        .failsWithin(Duration.ofMinutes(1))
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .satisfies(cause -> assertThat(StoreException.isRefusal(cause)).isTrue())
        .satisfies(cause -> assertThat(StoreException.isAbsence(cause)).isFalse());
    assertThat(join(tenant.objects().read()).orElseThrow().version()).isEqualTo(1);
  }

  /** Cassandra takes no key of more than 64 kB. */
  @Test
  void aBindingThatIsRefusedForGoodIsToldFromADatabaseThatIsAway() {
    var row =
        new BindingRow(
            new Extension("101"), "sip:" + "1".repeat(70_000), "{}", NOW.plusSeconds(60));
    assertThat(tenant.bindings().put(1, row).toCompletableFuture())
        .failsWithin(Duration.ofMinutes(1))
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .satisfies(cause -> assertThat(StoreException.isRefusal(cause)).isTrue());
  }

  @Test
  void anAuditEntryThatTheLogNeverTakesIsSetAsideAndItsNeighbourMoves() {
    join(tenant.objects().create(List.of(), entry("first")));
    String id = "1".repeat(40_000);
    leave(id, AuditJson.write(entry(id.repeat(2))));
    leave("no-json", "{");
    leave("good", AuditJson.write(entry("good")));

    join(tenant.objects().read());

    await()
        .untilAsserted(
            () -> assertThat(auditLog(10)).extracting(AuditEntry::id).contains("good", "first"));
    await()
        .untilAsserted(
            () -> {
              assertThat(leftovers("~audit")).isEmpty();
              assertThat(leftovers("~audit-refused")).containsExactlyInAnyOrder(id, "no-json");
            });
    assertThat(join(tenant.objects().read()).orElseThrow().rows()).isEmpty();
  }

  private void leave(String id, String json) {
    session.execute(
        "INSERT INTO tenant_objects (tenant, kind, id, value) VALUES (?, '~audit', ?, ?)",
        tenant.tenant().value(),
        id,
        json);
  }

  private List<String> leftovers(String kind) {
    return session
        .execute(
            "SELECT id FROM tenant_objects WHERE tenant = ? AND kind = ?",
            tenant.tenant().value(),
            kind)
        .map(row -> row.getString("id"))
        .all();
  }

  @Test
  void listsTheAuditLogNewestFirstPageByPage() {
    for (int i = 0; i < 5; i++) {
      join(tenant.audit().append(entryAt("e" + i, NOW.minus(Duration.ofHours(20L * i)))));
    }
    Instant to = NOW.plusSeconds(1);
    Instant from = NOW.minus(Duration.ofHours(60));

    Page<AuditEntry> first = join(tenant.audit().list(from, to, Optional.empty(), 3));
    Page<AuditEntry> second = join(tenant.audit().list(from, to, first.nextCursor(), 3));

    assertThat(first.items()).extracting(AuditEntry::id).containsExactly("e0", "e1", "e2");
    assertThat(second.items()).extracting(AuditEntry::id).containsExactly("e3");
    assertThat(second.nextCursor()).isEmpty();
    assertThat(join(other.audit().list(from, to, Optional.empty(), 3)).items()).isEmpty();
  }

  @Test
  void listsAllKindsOfTheAuditInOneOrderPageByPage() {
    var own = Optional.of(tenant.tenant());
    var events = store.auditEvents(own);
    for (int i = 0; i < 3; i++) {
      var at = NOW.minus(Duration.ofHours(20L * i));
      join(tenant.audit().append(entryAt("change" + i, at)));
      join(events.append(AuditKind.FAILURE, entryAt("failure" + i, at.minusSeconds(1))));
      join(events.append(AuditKind.LOGIN, entryAt("login" + i, at.minusSeconds(2))));
    }
    join(store.auditEvents(Optional.empty()).append(AuditKind.FAILURE, entry("nobody's")));

    var all = EnumSet.allOf(AuditKind.class);
    assertThat(pages(own, all, 2))
        .containsExactly(
            "change0",
            "failure0",
            "login0",
            "change1",
            "failure1",
            "login1",
            "change2",
            "failure2",
            "login2");
    assertThat(pages(own, EnumSet.of(AuditKind.LOGIN), 3))
        .containsExactly("login0", "login1", "login2");
    assertThat(pages(Optional.of(other.tenant()), all, 2)).isEmpty();
    assertThat(pages(Optional.empty(), EnumSet.of(AuditKind.FAILURE), 100)).contains("nobody's");

    var madeUp = Optional.of("253402300799999.");
    var page = join(store.auditLog(own).list(all, NOW.minusSeconds(60), NOW, madeUp, 1));
    assertThat(page.items()).extracting(row -> row.entry().id()).containsExactly("failure0");

    join(events.erase(NOW.minus(Duration.ofDays(3)), NOW.plusSeconds(1)));
    assertThat(pages(own, all, 2)).containsExactly("change0", "change1", "change2");
  }

  private static List<String> pages(Optional<TenantId> owner, Set<AuditKind> kinds, int limit) {
    var ids = new ArrayList<String>();
    Optional<String> cursor = Optional.empty();
    do {
      var page =
          join(
              store
                  .auditLog(owner)
                  .list(kinds, NOW.minus(Duration.ofDays(3)), NOW.plusSeconds(1), cursor, limit));
      assertThat(page.items().size()).isLessThanOrEqualTo(limit);
      page.items().forEach(row -> ids.add(row.entry().id()));
      cursor = page.nextCursor();
    } while (cursor.isPresent());
    return ids;
  }

  @Test
  void keepsBindingsInSlicesUntilTheyExpire() {
    TenantBindings bindings = tenant.bindings();
    var alice = new BindingRow(new Extension("101"), "sip:a@h", "{}", NOW.plusSeconds(600));
    var desk = new BindingRow(new Extension("101"), "sip:b@h", "{}", NOW.plusSeconds(600));
    var bob = new BindingRow(new Extension("102"), "sip:c@h", "{}", NOW.plusSeconds(600));
    join(bindings.put(3, alice));
    join(bindings.put(3, desk));
    join(bindings.put(3, bob));

    assertThat(join(bindings.slice(3))).containsExactly(alice, desk, bob);
    assertThat(join(bindings.of(3, new Extension("101")))).containsExactly(alice, desk);
    assertThat(join(bindings.slice(4))).isEmpty();
    assertThat(join(other.bindings().slice(3))).isEmpty();

    join(bindings.remove(3, alice.extension(), alice.contact()));
    join(
        bindings.put(3, new BindingRow(bob.extension(), bob.contact(), "{}", NOW.minusSeconds(1))));
    assertThat(join(bindings.slice(3))).containsExactly(desk);

    join(bindings.removeAll(3, new Extension("101")));
    assertThat(join(bindings.slice(3))).isEmpty();
  }

  @Test
  void endsABindingsRowWithTheBinding() {
    var shortLived =
        new BindingRow(new Extension("101"), "sip:a@h", "{}", Instant.now().plusMillis(900));
    join(tenant.bindings().put(0, shortLived));
    assertThat(join(tenant.bindings().slice(0))).hasSize(1);

    await().atMost(Duration.ofSeconds(10)).until(() -> join(tenant.bindings().slice(0)).isEmpty());
  }

  private List<AuditEntry> auditLog(int limit) {
    return join(tenant
            .audit()
            .list(NOW.minusSeconds(60), NOW.plusSeconds(60), Optional.empty(), limit))
        .items();
  }

  private static ObjectChange put(String id, String json) {
    return new ObjectChange.Put("extension", id, json);
  }

  private static AuditEntry entry(String id) {
    return entryAt(id, NOW);
  }

  private static AuditEntry entryAt(String id, Instant at) {
    return new AuditEntry(at, id, "admin", "127.0.0.1", "extension.create", "x", null, "{}");
  }
}
