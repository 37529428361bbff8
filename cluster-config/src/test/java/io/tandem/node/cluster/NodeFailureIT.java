package io.tandem.node.cluster;

import static io.tandem.node.cluster.TestCluster.SOON;
import static io.tandem.node.cluster.TestTenant.talk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tandem.harness.ApiClient;
import io.tandem.harness.HarnessException;
import io.tandem.node.Lane;
import io.tandem.phone.Phone;
import io.tandem.phone.PhoneCall;
import io.tandem.store.CassandraStore;
import io.tandem.store.TestCassandra;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Nodes that end in good order and nodes that die; each test leaves two nodes running. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ResourceLock(Lane.CLUSTER)
class NodeFailureIT {
  private static final Duration RECOVERY = Duration.ofSeconds(30);
  private static final int LOST_CLUSTER = 3;
  private static final Duration DRAIN = Duration.ofSeconds(8);

  /** How many calls a node dies with. */
  private static final int CALLS = 50;

  private static final String NAME = "node_failure";
  private static final String CONFIGURATION =
      """
      tandem.node.drain = %d s
      tandem.cdr.open.mark = 3 s
      tandem.cluster { unreachable-after = 3 s, stable-after = 2 s, tie-lease = 6 s }
      """
          .formatted(DRAIN.toSeconds());

  private static TwoHosts hosts;
  private static SlowProxy database;
  private static TestCluster cluster;
  private static CassandraStore store;

  @BeforeAll
  static void start() throws IOException {
    var shared = TestCassandra.shared().contactPoint();
    hosts = TwoHosts.tryToMake().orElse(null);
    if (hosts == null) {
      cluster = TestCluster.start(NAME, shared, CONFIGURATION);
    } else {
      database = new SlowProxy(shared, hosts.here());
      cluster = TestCluster.start(NAME, hosts.hosts(), database.address(), CONFIGURATION);
    }
    store = TestCassandra.openStore(TestCluster.keyspace(NAME), Clock.systemUTC());
  }

  @AfterAll
  static void stop() {
    TestCassandra.join(store.close());
    cluster.close();
    if (database != null) {
      database.close();
    }
  }

  private static boolean areOnHostsOfTheirOwn() {
    return hosts != null;
  }

  @Test
  @Order(1)
  void aNodeThatIsToldToEndLetsItsCallsEndAndComesBack() {
    var tenant = cluster.tenant();
    Phone atOne = tenant.phone(cluster.one, "1001", 440);
    Phone atTwo = tenant.phone(cluster.two, "1002", 880);
    var finishes = talk(atTwo, atOne);
    var overstays = talk(atTwo, atOne);
    var elsewhere = talk(atOne, atTwo);

    cluster.two.process().signal("TERM");
    await().atMost(SOON).until(() -> atTwo.call("1001").awaitEnd(SOON).status() == 503);
    assertThat(Phone.await(finishes.caller().hangUp(), SOON).status()).isEqualTo(200);
    finishes.callee().awaitTone(880, SOON);
    overstays.caller().awaitEnd(SOON);
    overstays.callee().awaitEnd(SOON);
    elsewhere.caller().awaitEnd(SOON);
    elsewhere.callee().awaitEnd(SOON);
    cluster.two.process().awaitEnd(RECOVERY);

    var records = tenant.records(cluster.one, 3);
    assertThat(records)
        .extracting(record -> record.path("end_reason").asText())
        .containsExactly("CALLER_HANGUP", "SHUTDOWN", "SHUTDOWN");
    cluster.two.start();
    cluster.two.awaitReady();
    TestTenant.register(atTwo);
    assertCallsWork(atTwo, atOne);
    await().atMost(RECOVERY).until(() -> tenant.callsInUse(cluster.one) == 0);
  }

  /** The operator has the other node close them, and then the disk comes back with the rest. */
  @Test
  @Order(2)
  void aNodeThatDiesLeavesARecordOfEachOfItsCalls() {
    var tenant = cluster.tenant();
    var unlimited = Map.of("limits", Map.of("concurrent_calls", -1));
    cluster.one.api().patch(tenant.path(), unlimited).expect(200);
    Phone caller = tenant.phone(cluster.two, "1001", 440);
    Phone callee = tenant.phone(cluster.two, "1002", 880);
    for (int call = 0; call < CALLS - 10; call++) {
      talk(caller, callee);
    }
    await().atMost(RECOVERY).until(() -> notedCalls() == CALLS - 10);
    var ended = talk(caller, callee);
    Phone.await(ended.caller().hangUp(), SOON);
    for (int call = 0; call < 10; call++) {
      talk(caller, callee);
    }
    tenant.records(cluster.one, 1);

    cluster.two.process().signal("KILL");
    cluster.two.process().awaitEnd(RECOVERY);
    int noted = notedCalls();
    await()
        .ignoreExceptionsInstanceOf(HarnessException.class)
        .atMost(RECOVERY)
        .until(() -> closeTwo().status() == 200);
    assertThat(lost(tenant.records(cluster.one, noted + 1))).hasSize(noted);
    assertThat(closeTwo().status()).as("nothing is left to close").isEqualTo(404);

    cluster.two.start();
    cluster.two.awaitReady();
    var lost = lost(tenant.records(cluster.one, CALLS + 1));
    assertThat(lost).hasSize(CALLS);
    assertThat(lost)
        .allMatch(record -> record.path("result").asText().equals("ANSWERED"))
        .allMatch(record -> record.path("node").asText().equals(cluster.two.name()))
        .allMatch(record -> record.path("talk_duration_ms").asLong(-1) >= 0);
    await().atMost(RECOVERY).until(() -> notedCalls() == 0);
    TestTenant.register(caller);
    TestTenant.register(callee);
    assertCallsWork(caller, callee);
  }

  private static int notedCalls() {
    int calls = 0;
    for (var mark : TestCassandra.join(store.openCalls().marks())) {
      for (var minute : mark.minutes()) {
        calls += TestCassandra.join(store.openCalls().calls(mark.run(), minute)).size();
      }
    }
    return calls;
  }

  private static ApiClient.Reply closeTwo() {
    return cluster.one.api().post("/v1/nodes/" + cluster.two.name() + "/lost", Map.of());
  }

  private static List<JsonNode> lost(List<JsonNode> records) {
    return records.stream()
        .filter(record -> record.path("end_reason").asText().equals("NODE_LOST"))
        .toList();
  }

  /** Node 1 is the oldest, has the lowest address and most singletons. */
  @Test
  @Order(3)
  void theYoungerNodeSurvivesTheDeathOfTheOldest() {
    var phones = survives(cluster.one, cluster.two, "KILL");
    await()
        .ignoreExceptionsInstanceOf(HarnessException.class)
        .atMost(RECOVERY.minusNanos(System.nanoTime() - phones.since()))
        .until(() -> phones.tenant().callsInUse(cluster.two) == 1);
    comesBack(cluster.one, phones);
  }

  /** It wakes up in the belief that it is a member, when the tie that it has lost is anybody's. */
  @Test
  @Order(4)
  void theOldestNodeSurvivesTheSleepOfTheYounger() {
    var phones = survives(cluster.one, cluster.two, "STOP");
    await().atMost(RECOVERY).until(() -> holderOfTheTie().isEmpty());
    cluster.one.process().signal("CONT");
    assertEndsByItself(cluster.one);
    comesBack(cluster.one, phones);
  }

  /** Both reach the database and their phones; the cable between them is cut. */
  @Test
  @Order(5)
  @EnabledIf(
      value = "areOnHostsOfTheirOwn",
      disabledReason = "network namespaces take root: apt-get install iproute2")
  void ofNodesThatAreCutOffFromEachOtherTheOneWithTheTieGoesOnAndTheOtherComesBack() {
    var atOne = Neighbours.of(cluster.one);
    var atTwo = Neighbours.of(cluster.two);
    hosts.cut();
    long cut = System.nanoTime();
    await("a tie").atMost(RECOVERY).until(() -> holderOfTheTie().isPresent());
    boolean oneWins = holderOfTheTie().orElseThrow().endsWith(cluster.one.seed());
    var winner = oneWins ? cluster.one : cluster.two;
    var loser = oneWins ? cluster.two : cluster.one;
    assertEndsByItself(loser);
    assertThat(Duration.ofNanos(System.nanoTime() - cut)).isLessThan(RECOVERY);

    var lives = oneWins ? atOne : atTwo;
    var ended = oneWins ? atTwo : atOne;
    lives.assertGoesOn();
    assertThat(lives.tenant().liveCalls(winner)).isEqualTo(1);
    assertCallsWork(lives.caller(), lives.callee());
    ended.talk().caller().awaitEnd(SOON);
    ended.tenant().records(winner, 1);

    comesBackWhenMended(loser, winner);
    lives.assertGoesOn();
  }

  private static void comesBackWhenMended(ClusterNode loser, ClusterNode winner) {
    loser.start();
    await()
        .atMost(RECOVERY)
        .until(() -> loser.readLog().contains("A cluster lives on this database"));
    assertThat(statuses(winner)).as("who is away is named").containsExactly("UP", "LOST");
    hosts.mend();
    loser.awaitReady();
    assertThat(statuses(winner)).containsExactly("UP", "UP");
    var tenant = cluster.tenant();
    Phone stays = tenant.phone(winner, "1001", 440);
    Phone back = tenant.phone(loser, "1002", 880);
    assertCallsWork(stays, back);
    assertCallsWork(back, stays);
  }

  /** Two phones in a call, both of one node. */
  private record Neighbours(TestTenant tenant, Phone caller, Phone callee, TestTenant.Talk talk) {
    static Neighbours of(ClusterNode node) {
      var tenant = cluster.tenant();
      Phone caller = tenant.phone(node, "1001", 440);
      Phone callee = tenant.phone(node, "1002", 880);
      return new Neighbours(tenant, caller, callee, TestTenant.talk(caller, callee));
    }

    void assertGoesOn() {
      Phone.await(talk.caller().resetMedia(), SOON);
      Phone.await(talk.callee().resetMedia(), SOON);
      talk.caller().awaitTone(880, SOON);
      talk.callee().awaitTone(440, SOON);
    }
  }

  /** Its calls have ended with its place in the cluster, so that it waits for none. */
  private static void assertEndsByItself(ClusterNode node) {
    assertThat(node.process().awaitEnd(RECOVERY)).isEqualTo(LOST_CLUSTER);
    assertThat(node.readLog()).doesNotContain("Hanging up", "did not end in good order");
  }

  private static Optional<String> holderOfTheTie() {
    return TestCassandra.join(store.leases().owner("tie"));
  }

  private static List<String> statuses(ClusterNode asked) {
    var nodes = asked.api().get("/v1/nodes").expect(200).body().get("items");
    return nodes.findValuesAsText("status");
  }

  /** Two phones, of which one was at a node that is silent {@code since} then. */
  private record Phones(TestTenant tenant, Phone mover, Phone stays, long since) {}

  private static Phones survives(ClusterNode lost, ClusterNode survivor, String signal) {
    var tenant = cluster.tenant();
    Phone mover = tenant.phone(lost, "1001", 440);
    Phone stays = tenant.phone(survivor, "1002", 880);
    talk(mover, stays);
    talk(stays, mover);
    mover.call("1002");
    PhoneCall rings = stays.awaitIncoming(SOON);
    Phone.await(rings.ring(), SOON);
    assertThat(tenant.callsInUse(survivor)).isEqualTo(3);

    lost.process().signal(signal);
    long silent = System.nanoTime();
    assertThat(rings.awaitEnd(RECOVERY).status()).as("cancelled by the other node").isEqualTo(487);
    await()
        .ignoreExceptionsInstanceOf(HarnessException.class)
        .atMost(RECOVERY)
        .until(() -> tenant.liveCalls(survivor) == 1);
    useProxy(mover, survivor);
    await()
        .atMost(RECOVERY)
        .until(() -> Phone.await(mover.register(Duration.ofMinutes(5)), SOON).ok());
    assertCallsWork(mover, stays);
    assertCallsWork(stays, mover);
    assertThat(Duration.ofNanos(System.nanoTime() - silent)).isLessThan(RECOVERY);
    return new Phones(tenant, mover, stays, silent);
  }

  private static void comesBack(ClusterNode lost, Phones phones) {
    lost.start();
    lost.awaitReady();
    useProxy(phones.mover(), lost);
    TestTenant.register(phones.mover());
    assertCallsWork(phones.stays(), phones.mover());
    assertCallsWork(phones.mover(), phones.stays());
  }

  private static void useProxy(Phone phone, ClusterNode node) {
    var sip = node.sip();
    Phone.await(phone.useProxy(sip.getAddress().getHostAddress(), sip.getPort()), SOON);
  }

  private static void assertCallsWork(Phone caller, Phone callee) {
    var talk = talk(caller, callee);
    talk.caller().awaitTone(callee.settings().tone(), SOON);
    talk.callee().awaitTone(caller.settings().tone(), SOON);
    assertThat(Phone.await(talk.caller().hangUp(), SOON).status()).isEqualTo(200);
    talk.callee().awaitEnd(SOON);
  }
}
