package io.tandem.node.cluster;

import static io.tandem.node.cluster.TestCluster.SOON;
import static io.tandem.node.cluster.TestTenant.talk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tandem.harness.HarnessException;
import io.tandem.phone.Phone;
import io.tandem.phone.PhoneCall;
import io.tandem.store.TestCassandra;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Nodes that end in good order and nodes that die; each test leaves two nodes running. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NodeFailureIT {
  private static final Duration RECOVERY = Duration.ofSeconds(30);
  private static final int LOST_CLUSTER = 3;
  private static final Duration DRAIN = Duration.ofSeconds(4);

  private static TestCluster cluster;

  @BeforeAll
  static void start() {
    cluster =
        TestCluster.start(
            "node_failure",
            TestCassandra.shared().contactPoint(),
            """
            tandem.node.drain = %d s
            tandem.cluster { unreachable-after = 2 s, stable-after = 2 s, tie-lease = 2 s }
            """
                .formatted(DRAIN.toSeconds()));
  }

  @AfterAll
  static void stop() {
    cluster.close();
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

  /** Node 1 is the oldest, has the lowest address and most singletons. */
  @Test
  @Order(2)
  void theYoungerNodeSurvivesTheDeathOfTheOldest() {
    survives(cluster.one, cluster.two);
  }

  @Test
  @Order(3)
  void theOldestNodeSurvivesTheDeathOfTheYounger() {
    survives(cluster.one, cluster.two);
  }

  /** The first seed sleeps, loses the tie, and finds the winner asleep when it starts again. */
  @Test
  @Order(4)
  void aNodeThatWasCutOffEndsAndNeverBeginsAClusterOfItsOwn() {
    cluster.one.process().signal("STOP");
    await().atMost(RECOVERY).until(() -> statuses(cluster.two).equals(List.of("UP")));
    cluster.one.process().signal("CONT");
    assertThat(cluster.one.process().awaitEnd(RECOVERY)).isEqualTo(LOST_CLUSTER);

    cluster.two.process().signal("STOP");
    cluster.one.start();
    await()
        .atMost(RECOVERY)
        .until(() -> cluster.one.readLog().contains("A cluster lives on this database"));
    cluster.two.process().signal("CONT");
    cluster.one.awaitReady();

    var tenant = cluster.tenant();
    Phone atOne = tenant.phone(cluster.one, "1001", 440);
    Phone atTwo = tenant.phone(cluster.two, "1002", 880);
    assertCallsWork(atOne, atTwo);
    assertCallsWork(atTwo, atOne);
    assertThat(statuses(cluster.two)).containsExactly("UP", "UP");
  }

  private static List<String> statuses(ClusterNode asked) {
    var nodes = asked.api().get("/v1/nodes").expect(200).body().get("items");
    return nodes.findValuesAsText("status");
  }

  private static void survives(ClusterNode dying, ClusterNode survivor) {
    var tenant = cluster.tenant();
    Phone mover = tenant.phone(dying, "1001", 440);
    Phone stays = tenant.phone(survivor, "1002", 880);
    talk(mover, stays);
    talk(stays, mover);
    mover.call("1002");
    PhoneCall rings = stays.awaitIncoming(SOON);
    Phone.await(rings.ring(), SOON);
    assertThat(tenant.callsInUse(survivor)).isEqualTo(3);

    dying.process().signal("KILL");
    long killed = System.nanoTime();
    assertThat(rings.awaitEnd(RECOVERY).status()).as("cancelled by the other node").isEqualTo(487);
    await()
        .ignoreExceptionsInstanceOf(HarnessException.class)
        .atMost(RECOVERY)
        .untilAsserted(
            () -> {
              assertThat(tenant.liveCalls(survivor)).isEqualTo(1);
              assertThat(tenant.callsInUse(survivor)).isEqualTo(1);
            });
    useProxy(mover, survivor);
    assertThat(Phone.await(mover.register(Duration.ofMinutes(5)), SOON).ok()).isTrue();
    assertCallsWork(mover, stays);
    assertCallsWork(stays, mover);
    assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(RECOVERY);

    dying.start();
    dying.awaitReady();
    useProxy(mover, dying);
    TestTenant.register(mover);
    assertCallsWork(stays, mover);
    assertCallsWork(mover, stays);
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
