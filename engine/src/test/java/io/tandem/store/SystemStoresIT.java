package io.tandem.store;

import static io.tandem.store.TestCassandra.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tandem.id.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SystemStoresIT {
  private static final RandomGenerator RANDOM = RandomGenerator.getDefault();

  private static CassandraStore store;

  @BeforeAll
  static void open() {
    store = TestCassandra.openStore(TestCassandra.newKeyspace(), Clock.systemUTC());
  }

  @AfterAll
  static void close() {
    join(store.close());
  }

  @Test
  void listsAllTenantsInTheOrderOfTheirIdsPageByPage() {
    TenantListStore tenants = store.tenants();
    List<TenantId> ids = Stream.generate(() -> TenantId.random(RANDOM)).limit(25).sorted().toList();
    ids.forEach(id -> join(tenants.put(new TenantRow(id, "{}"))));

    var listed = new ArrayList<TenantId>();
    Optional<String> cursor = Optional.empty();
    do {
      Page<TenantRow> page = join(tenants.page(cursor, 7));
      assertThat(page.items()).hasSizeBetween(1, 7);
      page.items().forEach(row -> listed.add(row.tenant()));
      cursor = page.nextCursor();
    } while (cursor.isPresent());

    assertThat(listed).containsExactlyElementsOf(ids);
    join(tenants.remove(ids.get(0)));
    assertThat(join(tenants.find(ids.get(0)))).isEmpty();
    assertThat(join(tenants.find(ids.get(1)))).contains(new TenantRow(ids.get(1), "{}"));
    assertThatThrownBy(() -> tenants.page(Optional.of("nonsense"), 7))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void changesAnAccountOnlyFromTheVersionItIsAt() {
    SystemAccountStore accounts = store.systemAccounts();
    assertThat(join(accounts.create("root", "{}"))).isTrue();
    assertThat(join(accounts.create("root", "{\"x\":1}"))).isFalse();

    assertThat(join(accounts.change("root", 1, "{\"a\":1}")))
        .isEqualTo(new ChangeResult.Applied(2));
    assertThat(join(accounts.change("root", 1, "{}"))).isEqualTo(new ChangeResult.Stale(2));
    assertThat(join(accounts.change("nobody", 1, "{}"))).isEqualTo(new ChangeResult.Stale(0));
    var expected = new SystemAccountRow("root", 2, "{\"a\":1}");
    assertThat(join(accounts.find("root"))).contains(expected);
    assertThat(join(accounts.list())).containsExactly(expected);

    assertThat(join(accounts.delete("root", 1))).isEqualTo(new ChangeResult.Stale(2));
    assertThat(join(accounts.delete("root", 2))).isEqualTo(new ChangeResult.Applied(2));
    assertThat(join(accounts.find("root"))).isEmpty();
  }

  @Test
  void keepsTheFirstSecretOfAnIdSoThatNodesAgree() {
    ClusterSecretStore secrets = store.clusterSecrets();
    Instant now = Instant.ofEpochMilli(1_764_547_200_123L);
    var ours = new ClusterSecret("nonce", "1", now, new byte[] {1, 2, 3});
    var theirs = new ClusterSecret("nonce", "1", now, new byte[] {4, 5, 6});
    var next = new ClusterSecret("nonce", "2", now, new byte[] {7});

    assertThat(join(secrets.insertIfAbsent(ours))).isTrue();
    assertThat(join(secrets.insertIfAbsent(theirs))).isFalse();
    assertThat(join(secrets.insertIfAbsent(next))).isTrue();

    assertThat(join(secrets.list("nonce"))).containsExactly(ours, next);
    assertThat(join(secrets.list("other"))).isEmpty();
    join(secrets.delete("nonce", "1"));
    assertThat(join(secrets.list("nonce"))).containsExactly(next);
    assertThat(ours.toString()).doesNotContain("1, 2, 3");
  }

  @Test
  void tellsWhetherCassandraAnswers() {
    assertThat(join(store.answers())).isTrue();
  }

  @Test
  void oneReplicaOfThreeIsNoAnswer() {
    String keyspace = TestCassandra.newKeyspace();
    CassandraStore lonely = TestCassandra.openStore(keyspace, Clock.systemUTC());
    try (var session = TestCassandra.openSession(TestCassandra.shared().contactPoint())) {
      session.execute(
          "ALTER KEYSPACE "
              + keyspace
              + " WITH replication = {'class': 'NetworkTopologyStrategy', 'datacenter1': 3}");
      assertThat(join(lonely.answers())).isFalse();
    } finally {
      join(lonely.close());
    }
  }

  @Test
  void aLeaseHasOneOwnerUntilItIsGivenBackOrExpires() {
    LeaseStore leases = store.leases();
    var life = Duration.ofSeconds(30);
    assertThat(join(leases.acquire("tie", "a", life))).isTrue();
    assertThat(join(leases.acquire("tie", "b", life))).isFalse();
    assertThat(join(leases.acquire("tie", "a", life))).isTrue();

    join(leases.release("tie", "b"));
    assertThat(join(leases.acquire("tie", "b", life))).isFalse();
    join(leases.release("tie", "a"));
    assertThat(join(leases.acquire("tie", "b", Duration.ofSeconds(1)))).isTrue();
    await().until(() -> join(leases.acquire("tie", "a", life)));
  }

  @Test
  void aLeaseWithoutALifeIsKeptUntilItIsGivenBack() {
    LeaseStore leases = store.leases();
    assertThat(join(leases.acquire("kept", "a", Duration.ZERO))).isTrue();
    assertThat(join(leases.acquire("kept", "a", Duration.ZERO))).isTrue();
    assertThat(join(leases.acquire("kept", "b", Duration.ZERO))).isFalse();
    join(leases.release("kept", "a"));
    assertThat(join(leases.owner("kept"))).isEmpty();
  }

  @Test
  void whoTakesALeaseAgainHasItForItsWholeLifeFromThenOn() {
    LeaseStore leases = store.leases();
    assertThat(join(leases.acquire("again", "a", Duration.ofSeconds(1)))).isTrue();
    assertThat(join(leases.acquire("again", "a", Duration.ofSeconds(30)))).isTrue();
    assertThat(join(leases.owner("again"))).contains("a");
    assertThat(join(leases.owner("nobody's"))).isEmpty();

    await()
        .during(Duration.ofMillis(1500))
        .atMost(Duration.ofSeconds(5))
        .until(() -> !join(leases.acquire("again", "b", Duration.ofSeconds(1))));
  }
}
