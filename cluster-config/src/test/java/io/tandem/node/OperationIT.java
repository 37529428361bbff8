package io.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import io.tandem.harness.ApiClient;
import io.tandem.harness.Signals;
import io.tandem.phone.Phone;
import io.tandem.phone.PhoneCall;
import io.tandem.phone.PhoneProcess;
import io.tandem.phone.model.CallState;
import io.tandem.phone.model.IncomingBehaviour;
import io.tandem.phone.model.PhoneSettings;
import io.tandem.sip.digest.DigestAlgorithm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node's life as its operator sees it, with what goes wrong in it. The tests follow each other.
 */
@TestMethodOrder(OrderAnnotation.class)
class OperationIT {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration LATER = Duration.ofMinutes(2);
  private static final String DOMAIN = "operated.test";
  private static final String TENANT_PASSWORD = "a tenant password";
  private static final String PHONE_PASSWORD = "a-phone-password";
  private static final int CALLS_AT_ONCE = 10;

  /** Calls that run when the database dies. */
  private static final int RUNNING = 100;

  @TempDir private static Path folder;

  private static OperatedNode node;
  private static PhoneProcess phones;
  private static ApiClient api;
  private static String tenant;
  private static Phone caller;
  private static Phone callee;

  @BeforeAll
  static void start() {
    node = new OperatedNode(folder);
    phones = PhoneProcess.start();
    node.start();
    var administrator = node.administrator();
    tenant =
        administrator
            .post(
                "/v1/tenants",
                Map.of(
                    "domain",
                    DOMAIN,
                    "display_name",
                    "Operated",
                    "limits",
                    Map.of("calls_per_second", -1, "concurrent_calls", -1),
                    "administrator",
                    Map.of("username", "boss", "password", TENANT_PASSWORD)))
            .expect(201)
            .body()
            .get("id")
            .asText();
    api = ApiClient.signIn(node.uri(), "boss@" + DOMAIN, TENANT_PASSWORD);
    caller = phone("1001");
    callee = phone("1002");
  }

  @AfterAll
  static void end() {
    phones.close();
    node.close();
  }

  private static Phone phone(String number) {
    api.post(
            "/v1/tenants/" + tenant + "/extensions",
            Map.of("number", number, "password", PHONE_PASSWORD))
        .expect(201);
    var phone =
        phones.phone(
            PhoneSettings.user(number)
                .name(number)
                .password(PHONE_PASSWORD)
                .domain(DOMAIN)
                .proxy("127.0.0.1", node.sipPort())
                .bindAddress("127.0.0.1")
                .incoming(IncomingBehaviour.answerAfter(Duration.ZERO))
                .build());
    register(phone);
    return phone;
  }

  private static void register(Phone phone) {
    assertThat(Phone.await(phone.register(Duration.ofMinutes(5)), SOON).status()).isEqualTo(200);
  }

  @Test
  @Order(1)
  void tellsHowItIsAndWhatItDoes() throws Exception {
    assertThat(node.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(node.get("/health/ready").body()).isEqualTo("ready\n");

    PhoneCall call = answered();
    assertThat(node.metric("tandem_calls", "")).isEqualTo(1);
    assertThat(node.metric("tandem_media_sessions", "")).isEqualTo(1);
    assertThat(node.metric("tandem_media_ports_used", "")).isEqualTo(2);
    assertThat(node.metric("tandem_registrar_bindings", "")).isEqualTo(2);
    hangUp(call);
    assertThat(caller.call("4711").awaitEnd(SOON).status()).isEqualTo(404);

    await().atMost(SOON).until(() -> OperatedNode.records(api, tenant).size() == 2);
    assertThat(node.metric("tandem_calls", "")).isZero();
    assertThat(node.metric("tandem_media_sessions", "")).isZero();
    assertThat(node.metric("tandem_calls_ended_total", "result=\"ANSWERED\"")).isEqualTo(1);
    assertThat(node.metric("tandem_sip_refused_total", "cause=")).isPositive();
    assertThat(node.metric("tandem_sip_requests_total", "method=\"INVITE\"")).isPositive();
    assertThat(node.metric("tandem_cdr_stored_total", "")).isEqualTo(2);
    assertThat(node.metric("tandem_cdr_spool_depth", "")).isZero();
    assertThat(node.get("/v1/tenants").statusCode()).isEqualTo(401);
    assertThat(node.metric("tandem_http_refusals_total", "code=")).isPositive();
  }

  @Test
  @Order(2)
  void aCallsLinesNameNodeTenantAndCallAndNoSecretIsLogged() throws Exception {
    String call =
        OperatedNode.records(api, tenant).stream()
            .filter(record -> record.get("result").asText().equals("ANSWERED"))
            .map(record -> record.get("id").asText())
            .findFirst()
            .orElseThrow();
    String log = node.readLog();

    assertThat(log.lines().filter(line -> line.contains("call=" + call)))
        .anyMatch(line -> line.contains("1001 calls 1002"))
        .anyMatch(line -> line.contains("Answered"))
        .anyMatch(line -> line.contains("Ended: CALLER_HANGUP"))
        .allMatch(line -> line.contains("node=operated tenant=" + tenant));
    assertThat(log)
        .contains("REGISTER sip:" + DOMAIN, "Authorization: ***")
        .doesNotContain(OperatedNode.PASSWORD, TENANT_PASSWORD, PHONE_PASSWORD)
        .doesNotContain("response=\"", "Bearer ey")
        .doesNotContain(ha1(DigestAlgorithm.MD5))
        .doesNotContain(ha1(DigestAlgorithm.SHA_256));
  }

  @Test
  @Order(3)
  void anotherNodeIsToldWhenTheDatabaseIsNotForIt(@TempDir Path other) throws Exception {
    var environment = new HashMap<>(RefusedStart.freePlace(other));
    environment.put("TANDEM_CASSANDRA", "127.0.0.1:" + node.databasePort());
    environment.put("TANDEM_CASSANDRA_KEYSPACE", "newer");
    writeNewerSchema("newer");
    RefusedStart.of(other, environment, List.of(), List.of())
        .says("Keyspace newer has schema version 9999 (from the future), this release knows");

    environment.put("TANDEM_CASSANDRA_DATACENTER", "elsewhere");
    RefusedStart.of(other, environment, List.of(), List.of())
        .says("tandem.cassandra.datacenter = elsewhere is wrong: expected one of [datacenter1]");
  }

  private static void writeNewerSchema(String keyspace) throws IOException {
    try (var session =
        CqlSession.builder()
            .addContactPoint(new InetSocketAddress("127.0.0.1", node.databasePort()))
            .withLocalDatacenter("datacenter1")
            .build()) {
      session.execute(
          "CREATE KEYSPACE %s WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}"
              .formatted(keyspace));
      session.execute(
          "CREATE TABLE %s.schema_versions (series text, version int, name text, checksum text, applied_at timestamp, PRIMARY KEY ((series), version))"
              .formatted(keyspace));
      session.execute(
          "INSERT INTO %s.schema_versions (series, version, name, checksum) VALUES ('tandem', 9999, 'from the future', 'x')"
              .formatted(keyspace));
    }
  }

  @Test
  @Order(4)
  void losesAndDoublesNoRecordWhileTheDatabaseHangs() throws Exception {
    int before = OperatedNode.records(api, tenant).size();
    node.pauseDatabase();
    try {
      call(100);
      assertThat(node.metric("tandem_cdr_spool_depth", "")).isEqualTo(100);
    } finally {
      node.resumeDatabase();
    }
    awaitRecords(before + 100);
    assertThat(node.metric("tandem_cdr_lost_total", "")).isZero();
  }

  @Test
  @Order(5)
  void startsADatabaseAgainThatDiedAndCallsGoOnMeanwhile() throws Exception {
    int before = OperatedNode.records(api, tenant).size();
    long dead = node.database().pid();
    var running = new ArrayList<PhoneCall>();
    while (running.size() < RUNNING) {
      running.addAll(answered(CALLS_AT_ONCE));
    }
    Signals.send("KILL", dead);

    call(1);
    hangUp(running);
    assertThat(node.metric("tandem_cdr_spool_depth", "")).isEqualTo(RUNNING + 1);
    var refused = api.get("/v1/tenants/" + tenant + "/cdrs");
    assertThat(refused.status()).as(refused.toString()).isEqualTo(503);
    assertThat(refused.retryAfter()).isNotNull();
    await().atMost(SOON).until(() -> isAnother(dead));
    Signals.send("KILL", node.database().pid());

    await().atMost(LATER).until(() -> api.get("/v1/tenants/" + tenant + "/cdrs").status() == 200);
    awaitRecords(before + RUNNING + 1);
    assertThat(node.database().pid()).isNotEqualTo(dead);
    assertThat(node.metric("tandem_cassandra_embedded_deaths_total", "")).isEqualTo(1);
    assertThat(node.readLog())
        .contains("The embedded Cassandra ended with status 137")
        .contains("The embedded Cassandra does not start again, trying anew");
  }

  @Test
  @Order(6)
  void deliversWhatWasInTheSpoolWhenTheNodeWasKilled() throws Exception {
    int before = OperatedNode.records(api, tenant).size();
    var database = node.database();
    node.pauseDatabase();
    call(20);
    await().atMost(SOON).until(() -> node.metric("tandem_cdr_spool_depth", "") == 20);
    node.process().signal("KILL");
    assertThat(node.process().awaitEnd(SOON)).isEqualTo(137);
    Signals.send("CONT", database.pid());
    assertThat(database.onExit().toCompletableFuture()).succeedsWithin(LATER);

    node.start();
    awaitRecords(before + 20);
    register(caller);
    register(callee);
  }

  @Test
  @Order(7)
  void endsInGoodOrder() throws Exception {
    var database = node.database();
    int before = OperatedNode.records(api, tenant).size();
    PhoneCall running = answered();
    Signals.send(
        "INT", database.pid()); // as Ctrl-C does, which reaches all of a terminal's processes
    node.process().signal("TERM");
    await().atMost(SOON).until(() -> node.get("/health/ready").statusCode() == 503);

    assertThat(node.get("/health/ready").body()).isEqualTo("draining\n");
    assertThat(node.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(caller.call("1002").awaitEnd(SOON).status()).isEqualTo(503);
    assertThat(running.status().state()).isEqualTo(CallState.ANSWERED);
    hangUp(running);

    assertThat(node.process().awaitEnd(LATER)).isIn(0, 143);
    assertThat(database.isAlive()).isFalse();
    assertThat(node.readLog()).contains("All call records are stored", "Ended");
    try (var again = new ServerSocket(node.uri().getPort(), 1, InetAddress.getLoopbackAddress())) {
      assertThat(again.isBound()).isTrue();
    }

    node.start();
    assertThat(OperatedNode.records(api, tenant)).hasSizeGreaterThan(before);
  }

  /** The spool's folder is no folder any more: no file can be made in it, as on a full disk. */
  @Test
  @Order(8)
  void callsGoOnAndRecordsWaitInMemoryThoughTheDiskTakesNothing() throws Exception {
    call(1); // the node has started again, and knows the phones that had registered before
    Path spool = folder.resolve("data/cdr-spool");
    await().atMost(SOON).until(() -> List.of(spool.toFile().list()).equals(List.of("spool.lock")));
    int before = OperatedNode.records(api, tenant).size();
    Files.move(spool, folder.resolve("spool-aside"));
    Files.createFile(spool);

    node.pauseDatabase();
    try {
      call(30);
      await().atMost(SOON).until(() -> node.metric("tandem_cdr_disk_failures_total", "") > 0);
      assertThat(node.metric("tandem_cdr_spool_depth", "")).isEqualTo(30);
    } finally {
      node.resumeDatabase();
    }
    awaitRecords(before + 30);
    assertThat(node.metric("tandem_cdr_lost_total", "")).isZero();
    Files.delete(spool);
    Files.move(folder.resolve("spool-aside"), spool);
  }

  private static String ha1(DigestAlgorithm algorithm) {
    return algorithm.ha1("1001", DOMAIN, PHONE_PASSWORD);
  }

  private static boolean isAnother(long dead) {
    return node.process().database().filter(database -> database.pid() != dead).isPresent();
  }

  private static PhoneCall answered() {
    return answered(1).get(0);
  }

  private static List<PhoneCall> answered(int count) {
    var calls = Stream.generate(() -> caller.call("1002")).limit(count).toList();
    calls.forEach(call -> call.await(CallState.ANSWERED, SOON));
    return calls;
  }

  private static void hangUp(PhoneCall call) {
    hangUp(List.of(call));
  }

  private static void hangUp(List<PhoneCall> calls) {
    var replies = calls.stream().map(PhoneCall::hangUp).toList();
    replies.forEach(reply -> assertThat(Phone.await(reply, SOON).ok()).isTrue());
    calls.forEach(call -> call.awaitEnd(SOON));
  }

  /** Makes and ends {@code count} calls, some at a time. */
  private static void call(int count) {
    for (int made = 0; made < count; made += CALLS_AT_ONCE) {
      hangUp(answered(Math.min(CALLS_AT_ONCE, count - made)));
    }
  }

  private static void awaitRecords(int expected) {
    await()
        .atMost(LATER)
        .untilAsserted(() -> assertThat(ids()).hasSizeGreaterThanOrEqualTo(expected));
    assertThat(ids()).hasSize(expected).doesNotHaveDuplicates();
  }

  private static List<String> ids() {
    return OperatedNode.records(api, tenant).stream()
        .map(record -> record.get("id").asText())
        .toList();
  }
}
