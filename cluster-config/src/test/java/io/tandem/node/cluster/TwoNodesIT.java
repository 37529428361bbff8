package io.tandem.node.cluster;

import static io.tandem.node.cluster.TestCluster.SOON;
import static io.tandem.node.cluster.TestTenant.talk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tandem.harness.ApiClient;
import io.tandem.node.Lane;
import io.tandem.phone.Phone;
import io.tandem.phone.PhoneCall;
import io.tandem.phone.model.CallState;
import io.tandem.phone.model.IncomingBehaviour;
import io.tandem.phone.model.SipRecord;
import io.tandem.store.TestCassandra;
import io.tandem.store.cassandra.EmbeddedCassandra;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls between phones of two nodes: node 1 has the caller's, node 2 the callee's. */
@ResourceLock(Lane.CLUSTER)
class TwoNodesIT {
  private static final int CALLER_TONE = 440;
  private static final int CALLEE_TONE = 880;
  private static final int CALLS = 20;

  private static EmbeddedCassandra cassandra;
  private static SlowProxy database;
  private static TestCluster cluster;

  private TestTenant tenant;
  private Phone caller;
  private Phone callee;

  @BeforeAll
  static void startNodesAtTheSameTime() throws IOException {
    cassandra = TestCassandra.startAnother();
    database = new SlowProxy(cassandra.contactPoint());
    cluster = TestCluster.start("two_nodes", database.address(), "tandem.node.drain = 1 s");
  }

  @AfterAll
  static void stopNodes() {
    cluster.close();
    database.close();
    cassandra.close();
  }

  @BeforeEach
  void registerPhones() {
    tenant = cluster.tenant();
    caller = tenant.phone(cluster.one, "1001", CALLER_TONE);
    callee = tenant.phone(cluster.two, "1002", CALLEE_TONE);
  }

  @Test
  void nodesThatStartTogetherAgreeOnSchemaKeysAndAdministrator() {
    for (var node : List.of(cluster.one, cluster.two)) {
      var nodes = node.api().get("/v1/nodes").expect(200).body().get("items");
      assertThat(nodes.findValuesAsText("status")).containsExactly("UP", "UP");
      assertThat(nodes.findValuesAsText("name")).containsExactlyInAnyOrder("node-1", "node-2");
    }
  }

  @Test
  void aNodeWithTheNameOfAnotherIsTurnedAway() {
    cluster.stranger.start();
    assertThat(cluster.stranger.process().awaitEnd(Duration.ofSeconds(30))).isEqualTo(1);
    assertThat(cluster.stranger.readLog())
        .contains(
            "tandem: tandem.node.name = node-2 is wrong: expected a name that no other node of the"
                + " cluster has; the one at "
                + cluster.two.seed());
    talk(caller, callee).callee().awaitTone(CALLER_TONE, SOON);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void phonesOfTwoNodesTalkHoldAndHangUp(boolean callerHangsUp) {
    var talk = talk(caller, callee);
    talk.caller().awaitTone(CALLEE_TONE, SOON);
    talk.callee().awaitTone(CALLER_TONE, SOON);
    assertThat(tenant.liveCalls(cluster.two)).isEqualTo(1);
    assertThat(tenant.callsInUse(cluster.two)).isEqualTo(1);

    var holder = callerHangsUp ? talk.callee() : talk.caller();
    var held = callerHangsUp ? talk.caller() : talk.callee();
    assertThat(Phone.await(holder.hold(), SOON).status()).isEqualTo(200);
    held.awaitSilence(SOON);
    assertThat(Phone.await(holder.resume(), SOON).status()).isEqualTo(200);
    held.awaitTone(holder.phone().settings().tone(), SOON);

    var ends = callerHangsUp ? talk.caller() : talk.callee();
    var hears = callerHangsUp ? talk.callee() : talk.caller();
    assertThat(Phone.await(ends.hangUp(), SOON).status()).isEqualTo(200);
    hears.awaitEnd(SOON);

    JsonNode record = tenant.records(cluster.two, 1).get(0);
    assertThat(record.path("result").asText()).isEqualTo("ANSWERED");
    assertThat(record.path("node").asText()).isEqualTo("node-1");
    await().atMost(SOON).until(() -> tenant.callsInUse(cluster.two) == 0);
    assertThat(tenant.liveCalls(cluster.one)).isZero();
    assertThat(peers(caller)).containsOnly(cluster.one.sipAddress());
    assertThat(peers(callee)).containsOnly(cluster.two.sipAddress());
  }

  @Test
  void aLimitHoldsForBothNodesTogether() {
    cluster
        .one
        .api()
        .patch(tenant.path(), Map.of("limits", Map.of("concurrent_calls", 2)))
        .expect(200);
    var talks = List.of(talk(caller, callee), talk(callee, caller));

    assertThat(caller.call("1002").awaitEnd(SOON).status()).isEqualTo(503);
    assertThat(callee.call("1001").awaitEnd(SOON).status()).isEqualTo(503);
    for (var talk : talks) {
      assertThat(Phone.await(talk.caller().hangUp(), SOON).status()).isEqualTo(200);
    }
    talk(callee, caller);
  }

  @Test
  void earlyMediaCrossesNodes() {
    PhoneCall call = caller.call("1002");
    PhoneCall incoming = callee.awaitIncoming(SOON);
    Phone.await(incoming.ringWithEarlyMedia(), SOON);
    call.awaitTone(CALLEE_TONE, SOON);
    assertThat(Phone.await(call.cancel(), SOON).status()).isEqualTo(200);
    assertThat(call.awaitEnd(SOON).status()).isEqualTo(487);
    incoming.awaitEnd(SOON);
    assertThat(tenant.records(cluster.one, 1).get(0).path("result").asText())
        .isEqualTo("CANCELLED");
  }

  @Test
  void busyCrossesNodes() {
    Phone.await(callee.onIncoming(IncomingBehaviour.busy()), SOON);
    assertThat(caller.call("1002").awaitEnd(SOON).status()).isEqualTo(486);
    assertThat(tenant.records(cluster.two, 1).get(0).path("result").asText()).isEqualTo("BUSY");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRequestInADialogThatComesToTheWrongNodeArrives(boolean fromCaller) throws Exception {
    var talk = talk(caller, callee);
    var from = fromCaller ? talk.caller() : talk.callee();
    var to = fromCaller ? talk.callee() : talk.caller();
    var wrong = fromCaller ? cluster.two : cluster.one;
    try (var stranger = StrayRequests.of(from, wrong.sip())) {
      assertThat(stranger.reinvite()).isEqualTo(200);
      stranger.acknowledge();
      assertThat(stranger.isQuiet()).as("the 200 is acknowledged").isTrue();
      to.awaitMedia("sendrecv", SOON);
      assertThat(stranger.bye()).isEqualTo(200);
    }
    to.awaitEnd(SOON);
    assertThat(tenant.records(cluster.one, 1)).hasSize(1);
  }

  @Test
  void aLoginAtOneNodeIsGoodAtTheOther() throws Exception {
    var reply =
        ApiClient.signIn(cluster.one.http(), "boss@" + tenant.domain(), TestCluster.PASSWORD)
            .at(cluster.two.http())
            .get(tenant.path());
    assertThat(reply.status()).isEqualTo(200);
  }

  @Test
  void aNonceOfTheOtherNodeIsStaleAndThenItWorks() {
    Phone.await(caller.clearLadder(), SOON);
    var two = cluster.two.sip();
    Phone.await(caller.useProxy(two.getAddress().getHostAddress(), two.getPort()), SOON);
    TestTenant.register(caller);

    var received =
        Phone.await(caller.ladder(null, true), SOON).stream().filter(r -> !r.sent()).toList();
    assertThat(received).extracting(SipRecord::status).containsExactly(401, 200);
    assertThat(received.get(0).text()).containsIgnoringCase("stale=true");
  }

  /** Phones that the nodes know call each other whatever the database does. */
  @Test
  void callsAreSetUpAsFastWithASlowDatabaseAndWithNone() {
    Phone.await(callee.onIncoming(IncomingBehaviour.answerAfter(Duration.ZERO)), SOON);
    medianSetUp(caller); // what is called for the first time takes longer

    Duration usual = medianSetUp(caller);
    database.delay(Duration.ofSeconds(2));
    Duration slow;
    try {
      long answers = database.answers();
      slow = medianSetUp(caller);
      TestTenant.register(caller);
      await("answers that come late").atMost(SOON).until(() -> database.answers() > answers);
    } finally {
      database.delay(Duration.ZERO);
    }

    cassandra.pause();
    Duration none;
    try {
      none = medianSetUp(caller);
      TestTenant.register(caller);
      TestTenant.register(callee);
    } finally {
      cassandra.resume();
    }

    Duration limit = usual.multipliedBy(2).plusMillis(50);
    assertThat(slow).as("with answers after 2 s, usual is %s", usual).isLessThan(limit);
    assertThat(none).as("without a database, usual is %s", usual).isLessThan(limit);
    tenant.records(cluster.two, 4 * CALLS);
  }

  /** One line that it is away, one that it is back, and no stack trace, whatever tries again. */
  @Test
  void aDatabaseThatIsAwayIsOneLineInTheLog() {
    talk(caller, callee).caller().hangUp();
    tenant.records(cluster.two, 1);
    int before = cluster.one.readLog().length();
    double failures = failures(cluster.one);
    database.refuse(true);
    try {
      Phone.await(talk(caller, callee).caller().hangUp(), SOON);
      TestTenant.register(caller);
      await("requests that fail, and the line, for which a minute may have to pass since another's")
          .atMost(Duration.ofMinutes(2))
          .until(
              () -> {
                cluster.one.api().get(tenant.path() + "/cdrs").expect(503);
                return failures(cluster.one) > failures + 50
                    && said(cluster.one, before).anyMatch(line -> line.contains("is away"));
              });
    } finally {
      database.refuse(false);
    }
    await("the line that it is back")
        .atMost(SOON)
        .until(() -> said(cluster.one, before).anyMatch(line -> line.contains("asked again")));
    for (var node : List.of(cluster.one, cluster.two)) {
      await("the record of the call")
          .atMost(SOON)
          .ignoreExceptions()
          .until(() -> tenant.records(node, 2).size() == 2);
    }

    assertThat(said(cluster.one, before).filter(line -> !line.contains(" INFO ")))
        .singleElement()
        .asString()
        .contains("The database is away or busy");
  }

  private static Stream<String> said(ClusterNode node, int before) {
    return node.readLog().substring(before).lines();
  }

  private static double failures(ClusterNode node) {
    return node.api()
        .text("/metrics")
        .lines()
        .filter(line -> line.startsWith("tandem_store_failures_total"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** The time from dialling to the answer. */
  private static Duration medianSetUp(Phone caller) {
    var times = new long[CALLS];
    for (int i = 0; i < CALLS; i++) {
      long start = System.nanoTime();
      PhoneCall call = caller.call("1002");
      call.await(CallState.ANSWERED, SOON);
      times[i] = System.nanoTime() - start;
      assertThat(Phone.await(call.hangUp(), SOON).status()).isEqualTo(200);
    }
    Arrays.sort(times);
    return Duration.ofNanos(times[CALLS / 2]);
  }

  private static List<String> peers(Phone phone) {
    return Phone.await(phone.ladder(), SOON).stream().map(SipRecord::peer).distinct().toList();
  }
}
