package io.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tandem.harness.ApiClient;
import io.tandem.harness.HarnessException;
import io.tandem.harness.Signals;
import io.tandem.phone.Phone;
import io.tandem.phone.PhoneCall;
import io.tandem.phone.PhoneProcess;
import io.tandem.phone.model.CallState;
import io.tandem.phone.model.IncomingBehaviour;
import io.tandem.phone.model.PhoneSettings;
import io.tandem.sip.digest.DigestAlgorithm;
import java.net.InetAddress;
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
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A node's life as its operator sees it, with what goes wrong in it. The tests follow each other.
 */
@TestMethodOrder(OrderAnnotation.class)
@ResourceLock(Lane.PROCESS)
class OperationIT {
  private static final Duration SOON = Duration.ofSeconds(20);
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
    node =
        new OperatedNode(
            folder,
            Map.of(
                "TANDEM_ADMIN_PASSWORD", OperatedNode.PASSWORD,
                "TANDEM_LOG", "TRACE",
                "TANDEM_SIP_TRACE", "DEBUG"));
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

    var call = answered(1);
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
        .contains("REGISTER sip:" + DOMAIN, "Authorization: Digest response=\"***\"")
        .doesNotContain(OperatedNode.PASSWORD, TENANT_PASSWORD, PHONE_PASSWORD)
        .doesNotContain("Bearer ey")
        .doesNotContainPattern("response=\"[^*]")
        .doesNotContain(ha1(DigestAlgorithm.MD5))
        .doesNotContain(ha1(DigestAlgorithm.SHA_256));
  }

  @Test
  @Order(3)
  void anotherNodeIsToldWhenTheDatabaseIsNotForIt(@TempDir Path other) throws Exception {
    var environment = new HashMap<>(RefusedStart.freePlace(other));
    environment.put("TANDEM_CASSANDRA", "127.0.0.1:" + node.databasePort());
    environment.put("TANDEM_CASSANDRA_KEYSPACE", "newer");
    node.execute(
        "CREATE KEYSPACE newer WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}",
        "CREATE TABLE newer.schema_versions (series text, version int, name text, checksum text, applied_at timestamp, PRIMARY KEY ((series), version))",
        "INSERT INTO newer.schema_versions (series, version, name, checksum) VALUES ('tandem', 9999, 'from the future', 'x')");
    RefusedStart.of(other, environment, List.of(), List.of())
        .says("Keyspace newer has schema version 9999 (from the future), this release knows");

    environment.put("TANDEM_CASSANDRA_DATACENTER", "elsewhere");
    RefusedStart.of(other, environment, List.of(), List.of())
        .says("tandem.cassandra.datacenter = elsewhere is wrong: expected one of [datacenter1]");
  }

  @Test
  @Order(4)
  void losesAndDoublesNoRecordWhileTheDatabaseHangs() throws Exception {
    int before = ids().size();
    node.pauseDatabase();
    try {
      call(100);
      awaitInSpool(100);
    } finally {
      node.resumeDatabase();
    }
    awaitRecords(before + 100);
    assertThat(node.metric("tandem_cdr_lost_total", "")).isZero();
  }

  @Test
  @Order(5)
  void startsADatabaseAgainThatDiedAndCallsGoOnMeanwhile() throws Exception {
    int before = ids().size();
    long dead = node.database().pid();
    var running = answered(RUNNING);
    Signals.send("KILL", dead);

    call(1);
    hangUp(running);
    awaitInSpool(RUNNING + 1);
    var refused = api.get("/v1/tenants/" + tenant + "/cdrs");
    assertThat(refused.status()).as(refused.toString()).isEqualTo(503);
    assertThat(refused.retryAfter()).isNotNull();
    await()
        .atMost(SOON)
        .until(() -> node.process().database().filter(db -> db.pid() != dead).isPresent());
    Signals.send("KILL", node.database().pid());

    await().atMost(LATER).until(() -> api.get("/v1/tenants/" + tenant + "/cdrs").status() == 200);
    awaitRecords(before + RUNNING + 1);
    assertThat(node.database().pid()).isNotEqualTo(dead);
    assertThat(node.metric("tandem_cassandra_embedded_deaths_total", "")).isEqualTo(1);
    assertThat(node.readLog())
        .contains("The embedded Cassandra ended with status 137")
        .contains("The embedded Cassandra does not start again, tried 1 times");
  }

  @Test
  @Order(6)
  void deliversWhatWasInTheSpoolWhenTheNodeWasKilled() throws Exception {
    int before = ids().size();
    var database = node.database();
    node.pauseDatabase();
    call(20);
    awaitInSpool(20);
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
    int before = ids().size();
    var running = answered(1);
    Signals.send(
        "INT", database.pid()); // as Ctrl-C does, which reaches all of a terminal's processes
    node.process().signal("TERM");
    await().atMost(SOON).until(() -> node.get("/health/ready").statusCode() == 503);

    assertThat(node.get("/health/ready").body()).isEqualTo("draining\n");
    assertThat(node.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(caller.call("1002").awaitEnd(SOON).status()).isEqualTo(503);
    var nodes = node.administrator().get("/v1/nodes").expect(200).body().path("items");
    assertThat(nodes.findValuesAsText("status")).containsExactly("DRAINING");
    assertThat(running.get(0).status().state()).isEqualTo(CallState.ANSWERED);
    hangUp(running);

    assertThat(node.process().awaitEnd(LATER)).isIn(0, 143);
    assertThat(database.isAlive()).isFalse();
    assertThat(node.readLog()).contains("All call records are stored", "Ended");
    try (var again = new ServerSocket(node.uri().getPort(), 1, InetAddress.getLoopbackAddress())) {
      assertThat(again.isBound()).isTrue();
    }

    node.start();
    assertThat(ids()).hasSizeGreaterThan(before);
  }

  /** The spool's folder is no folder any more: no file can be made in it, as on a full disk. */
  @Test
  @Order(8)
  void callsGoOnAndRecordsWaitInMemoryThoughTheDiskTakesNothing() throws Exception {
    int before = ids().size();
    call(1); // the node has started again, and knows the phones that had registered before
    awaitRecords(before + 1);
    Path spool = folder.resolve("data/cdr-spool");
    await()
        .atMost(SOON)
        .until(() -> Stream.of(spool.toFile().list()).noneMatch(name -> name.endsWith(".cdr")));
    Files.move(spool, folder.resolve("spool-aside"));
    Files.createFile(spool);

    node.pauseDatabase();
    try {
      call(30);
      await().atMost(SOON).until(() -> node.metric("tandem_cdr_disk_failures_total", "") > 0);
      awaitInSpool(30);
    } finally {
      node.resumeDatabase();
    }
    awaitRecords(before + 31);
    assertThat(node.metric("tandem_cdr_lost_total", "")).isZero();
    Files.delete(spool);
    Files.move(folder.resolve("spool-aside"), spool);
  }

  private static String ha1(DigestAlgorithm algorithm) {
    return algorithm.ha1("1001", DOMAIN, PHONE_PASSWORD);
  }

  /** Makes {@code count} calls, some at a time. */
  private static List<PhoneCall> answered(int count) {
    var calls = new ArrayList<PhoneCall>();
    while (calls.size() < count) {
      int some = Math.min(CALLS_AT_ONCE, count - calls.size());
      calls.addAll(Stream.generate(() -> caller.call("1002")).limit(some).toList());
      calls.forEach(call -> call.await(CallState.ANSWERED, SOON));
    }
    return calls;
  }

  private static void hangUp(List<PhoneCall> calls) {
    var replies = calls.stream().map(PhoneCall::hangUp).toList();
    replies.forEach(reply -> assertThat(Phone.await(reply, SOON).ok()).isTrue());
    calls.forEach(call -> call.awaitEnd(SOON));
  }

  /** Makes {@code count} calls and ends them. */
  private static void call(int count) {
    hangUp(answered(count));
  }

  /** A call's record is made when its phones have hung up already. */
  private static void awaitInSpool(int records) {
    await().atMost(SOON).until(() -> node.metric("tandem_cdr_spool_depth", "") == records);
  }

  private static void awaitRecords(int expected) {
    await()
        .atMost(LATER)
        .ignoreExceptionsInstanceOf(HarnessException.class) // a database that goes on is slow first
        .untilAsserted(() -> assertThat(ids()).hasSizeGreaterThanOrEqualTo(expected));
    assertThat(ids()).hasSize(expected).doesNotHaveDuplicates();
  }

  private static List<String> ids() {
    return OperatedNode.records(api, tenant).stream()
        .map(record -> record.get("id").asText())
        .toList();
  }
}
