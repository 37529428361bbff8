package io.tandem.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.api.auth.FirstAdministrator;
import io.tandem.api.support.ApiClient.Reply;
import io.tandem.api.support.FakeCluster;
import io.tandem.api.support.FakeKeys;
import io.tandem.api.support.TestApi;
import io.tandem.cdr.CallDirection;
import io.tandem.cdr.CallRecord;
import io.tandem.cdr.CassandraCdrWriter;
import io.tandem.cdr.EndReason;
import io.tandem.id.CallId;
import io.tandem.id.Domain;
import io.tandem.store.CassandraStore;
import io.tandem.store.StoreSettings;
import io.tandem.store.cassandra.EmbeddedCassandra;
import io.tandem.store.cassandra.EmbeddedCassandraSettings;
import io.tandem.tenant.CassandraSystemAccounts;
import io.tandem.tenant.CassandraTenantStorage;
import io.tandem.tenant.TenantNodeSettings;
import io.tandem.tenant.TenantService;
import io.tandem.tenant.Tenants;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API over the real tenants of a cluster of one node, and a real Cassandra. */
class StoredApiIT {
  private static final String CONFIG =
      """
      pekko.actor.provider = cluster
      pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
      pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
      pekko.coordinated-shutdown.exit-jvm = off
      """;

  @TempDir private static Path folder;

  private static EmbeddedCassandra cassandra;
  private static CassandraStore store;
  private static Tenants tenants;
  private static TestApi api;

  @BeforeAll
  static void start() {
    cassandra =
        EmbeddedCassandra.open(
            EmbeddedCassandraSettings.of(
                folder, Path.of(System.getProperty("tandem.cassandra.lib"))),
            EmbeddedCassandra.Listener.SILENT);
    var contact = join(cassandra.start());
    var clock = Clock.systemUTC();
    store =
        join(
            CassandraStore.open(
                StoreSettings.of(contact, cassandra.localDatacenter(), "api"),
                clock,
                new SimpleMeterRegistry()));
    var kit =
        ActorTestKit.create(
            "stored", ConfigFactory.parseString(CONFIG).withFallback(ConfigFactory.load()));
    var cluster = Cluster.get(kit.system());
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    tenants =
        TenantService.start(
                kit.system(),
                FakeCluster.NODE,
                new CassandraTenantStorage(store),
                new CassandraSystemAccounts(store.systemAccounts()),
                new FakeKeys(1),
                List.of(),
                TenantNodeSettings.defaults(),
                new SimpleMeterRegistry(),
                clock)
            .tenants();
    api = TestApi.start(kit, tenants, CdrReader.of(store));
  }

  @AfterAll
  static void stop() {
    api.close();
    join(store.close());
    cassandra.close();
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(2, TimeUnit.MINUTES).join();
  }

  @Test
  void whatWasWrittenIsReadBackAtOnce() {
    String one = api.acmePath() + "/extensions/1001";
    assertThat(api.ann().put(one, "{'password': 'secret-of-phone'}").status()).isEqualTo(201);

    for (int i = 0; i < 20; i++) {
      var written = api.ann().patch(one, "{'display_name': 'name " + i + "'}");
      var read = api.ann().get(one);

      assertThat(read.json()).isEqualTo(written.json());
      assertThat(read.json().path("display_name").asText()).isEqualTo("name " + i);
      assertThat(read.header("ETag")).isEqualTo(written.header("ETag"));
    }
    assertThat(api.ann().delete(one).status()).isEqualTo(204);
    assertThat(api.ann().get(one).status()).isEqualTo(404);
  }

  /** JSON can escape it, the database could never keep it. */
  @Test
  void halfASurrogatePairIsRefusedAndReservesNothing() {
    String half = "{'domain': 'half.test', 'display_name': 'A\\ud83d', 'administrator': ";
    String whole = "{'domain': 'half.test', 'display_name': 'A\\ud83d\\ude80', 'administrator': ";
    String ann = "{'username': 'ann', 'password': 'secret-of-ann'}}";

    assertRefused(api.root().post("/v1/tenants", half + ann));
    assertThat(join(store.domains().find(new Domain("half.test")))).isEmpty();
    assertThat(api.root().post("/v1/tenants", whole + ann).status()).isEqualTo(201);

    String one = api.acmePath() + "/extensions/1010";
    String secret = "'password': 'secret-of-phone', ";
    assertRefused(api.ann().put(one, "{" + secret + "'display_name': 'A\\ud83d'}"));
    assertThat(api.ann().put(one, "{" + secret + "'display_name': 'A'}").status()).isEqualTo(201);
    assertRefused(api.ann().patch(one, "{'display_name': '\\ude80B'}"));
    assertThat(api.ann().get(one).json().path("display_name").asText()).isEqualTo("A");
  }

  private static void assertRefused(Reply reply) {
    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.json().path("errors").findValuesAsText("field"))
        .containsExactly("display_name");
  }

  @Test
  void changesOfDifferentFieldsAtTheSameTimeAllSucceed() {
    String one = api.acmePath() + "/extensions/1002";
    api.ann().put(one, "{'password': 'secret-of-phone'}");

    for (int i = 1; i <= 10; i++) {
      String name = "{'display_name': 'name " + i + "'}";
      String ringTime = "{'ring_time': 'PT" + (10 + i) + "S'}";
      together(() -> api.ann().patch(one, name), () -> api.ann().patch(one, ringTime))
          .forEach(reply -> assertThat(reply.status()).isEqualTo(200));

      var now = api.ann().get(one).json();
      assertThat(now.path("display_name").asText()).isEqualTo("name " + i);
      assertThat(now.path("ring_time").asText()).isEqualTo("PT" + (10 + i) + "S");
    }
  }

  @Test
  void ofTwoWithTheSameIfMatchOneWins() {
    String one = api.acmePath() + "/extensions/1003";
    String etag = api.ann().put(one, "{'password': 'secret-of-phone'}").header("ETag");

    var replies =
        together(
            () -> api.ann().patch(one, "{'display_name': 'A'}", "If-Match", etag),
            () -> api.ann().patch(one, "{'display_name': 'B'}", "If-Match", etag));

    assertThat(replies).extracting(Reply::status).containsExactlyInAnyOrder(200, 412);
  }

  @Test
  void ofTwoTenantsWithOneDomainOneIsCreated() {
    String body =
        "{'domain': 'wanted.test', 'administrator': {'username': 'a', 'password': '0123456789'}}";

    var replies =
        together(
            () -> api.root().post("/v1/tenants", body), () -> api.root().post("/v1/tenants", body));

    assertThat(replies).extracting(Reply::status).containsExactlyInAnyOrder(201, 409);
  }

  @Test
  void wrongSettingsAreNamedByTheirFields() {
    var reply =
        api.root().patch(api.acmePath(), "{'limits': {'extensions': -2}, 'display_name': ' '}");

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.wrongFields()).containsExactlyInAnyOrder("limits.extensions", "display_name");
  }

  @Test
  void aDeletedTenantIsGoneAndItsAdministratorOut() {
    var made =
        api.root()
            .post(
                "/v1/tenants",
                "{'domain': 'gone.test', 'administrator': {'username': 'a', 'password': '0123456789'}}");
    String path = made.header("Location");

    assertThat(api.root().delete(path).status()).isEqualTo(202);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(api.root().get(path).status()).isEqualTo(404));
    assertThat(api.root().get(path + "/cdrs").status()).isEqualTo(404);
  }

  @Test
  void recordsAreReadFromTheDatabasePageByPage() {
    Instant first = Instant.now().minus(Duration.ofHours(5));
    var written =
        IntStream.range(0, 5).mapToObj(i -> cdr(first.plus(Duration.ofHours(i)))).toList();
    join(
        new CassandraCdrWriter(
                store, t -> CompletableFuture.completedFuture(Optional.of(Duration.ofDays(1))))
            .write(written));

    String to = "&to=" + Instant.now();
    var page = api.ann().get(api.acmePath() + "/cdrs?limit=3" + to).json();
    assertThat(page.path("items")).hasSize(3);
    assertThat(page.path("items").get(0).path("id").asText())
        .isEqualTo(written.get(4).callId().value());
    String cursor = page.path("next_cursor").asText();
    var rest = api.ann().get(api.acmePath() + "/cdrs?limit=3" + to + "&cursor=" + cursor).json();
    assertThat(rest.path("items")).hasSize(2);
    var one = api.ann().get(api.acmePath() + "/cdrs/" + written.get(0).callId());
    assertThat(one.json()).isEqualTo(rest.path("items").get(1));
    assertThat(api.ann().get(api.acmePath() + "/cdrs?cursor=x").status()).isEqualTo(400);
    assertThat(api.ann().get(api.acmePath() + "/cdrs?caller=9" + to).json().path("items"))
        .isEmpty();
  }

  private static CallRecord cdr(Instant at) {
    return new CallRecord(
        api.acme,
        CallId.mint(1, at, new Random(at.toEpochMilli())),
        CallDirection.INTERNAL,
        "1001",
        null,
        "1002",
        "1002",
        "acme.test",
        at,
        null,
        at.plusSeconds(1),
        at.plusSeconds(60),
        EndReason.CALLEE_HANGUP,
        null,
        200,
        FakeCluster.NODE,
        List.of());
  }

  @Test
  void ofTwoNodesThatStartOneCreatesTheFirstAdministrator() {
    assertThat(join(tenants.removeAccount("root"))).isTrue();

    var one = new FirstAdministrator(tenants, TestApi.PASSWORDS).ensure("admin", "");
    var two = new FirstAdministrator(tenants, TestApi.PASSWORDS).ensure("admin", "");

    assertThat(join(one).isPresent()).isNotEqualTo(join(two).isPresent());
    assertThat(join(tenants.accounts())).hasSize(1);
  }

  private static List<Reply> together(Supplier<Reply> one, Supplier<Reply> other) {
    var first = CompletableFuture.supplyAsync(one);
    var second = CompletableFuture.supplyAsync(other);
    return List.of(join(first), join(second));
  }
}
