package io.tandem.node.cluster;

import static io.tandem.node.cluster.TestCluster.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tandem.phone.Phone;
import io.tandem.phone.PhoneCall;
import io.tandem.phone.model.CallState;
import io.tandem.phone.model.IncomingBehaviour;
import io.tandem.store.TestCassandra;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Phones that the nodes know call each other whatever the database does. */
class DatabaseAwayIT {
  private static final int CALLS = 20;

  private static SlowProxy proxy;
  private static TestCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    proxy = new SlowProxy(TestCassandra.shared().contactPoint());
    cluster = TestCluster.start("database_away", proxy.address(), "");
  }

  @AfterAll
  static void stop() {
    cluster.close();
    proxy.close();
  }

  @Test
  void callsAreSetUpAsFastWithASlowDatabaseAndWithNone() {
    var tenant = cluster.tenant();
    Phone caller = tenant.phone(cluster.one, "1001", 440);
    Phone callee = tenant.phone(cluster.two, "1002", 880);
    Phone.await(callee.onIncoming(IncomingBehaviour.answerAfter(Duration.ZERO)), SOON);
    medianSetUp(caller); // what is called for the first time takes longer

    Duration usual = medianSetUp(caller);
    proxy.delay(Duration.ofSeconds(2));
    long answers = proxy.answers();
    Duration slow = medianSetUp(caller);
    TestTenant.register(caller);
    await("answers that come late").atMost(SOON).until(() -> proxy.answers() > answers);
    proxy.delay(Duration.ZERO);

    TestCassandra.shared().pause();
    Duration none;
    try {
      none = medianSetUp(caller);
      TestTenant.register(caller);
      TestTenant.register(callee);
    } finally {
      TestCassandra.shared().resume();
    }

    Duration limit = usual.multipliedBy(2).plusMillis(50);
    assertThat(slow).as("with answers after 2 s, usual is %s", usual).isLessThan(limit);
    assertThat(none).as("without a database, usual is %s", usual).isLessThan(limit);
    tenant.records(cluster.two, 4 * CALLS);
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
}
