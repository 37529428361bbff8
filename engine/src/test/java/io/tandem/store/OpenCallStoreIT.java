package io.tandem.store;

import static io.tandem.store.TestCassandra.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.id.CallId;
import io.tandem.id.NodeId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OpenCallStoreIT {
  private static final RandomGenerator RANDOM = RandomGenerator.getDefault();
  private static final Instant NOW = Instant.parse("2026-03-02T10:00:30Z");

  private static CassandraStore store;

  private final OpenCallStore table = store.openCalls();
  private final NodeRun run =
      new NodeRun(new NodeId("n" + UUID.randomUUID().toString().substring(0, 8)), "1");

  @BeforeAll
  static void open() {
    store = TestCassandra.openStore(TestCassandra.SHARED_KEYSPACE, Clock.systemUTC());
  }

  @AfterAll
  static void close() {
    join(store.close());
  }

  @Test
  void keepsTheCallsOfAMinuteUntilTheyEnd() {
    Map<CallId, String> calls = calls(300);
    join(table.add(run, NOW, calls));
    join(table.add(run, NOW, calls));
    var ended = new ArrayList<>(calls.keySet()).subList(0, 250);
    assertThat(join(table.calls(run, NOW)).size()).isEqualTo(300);

    join(table.remove(run, NOW.plusSeconds(20), ended));

    calls.keySet().removeAll(ended);
    assertThat(join(table.calls(run, NOW))).containsExactlyInAnyOrderElementsOf(calls.values());
    assertThat(join(table.calls(run, NOW.plusSeconds(60)))).isEmpty();
    assertThat(join(table.calls(new NodeRun(run.node(), "2"), NOW))).isEmpty();
  }

  @Test
  void forgetsARunWithAllItsCalls() {
    var later = new NodeMark(run, NOW.plusSeconds(120), NOW);
    join(table.mark(new NodeMark(run, NOW, NOW)));
    join(table.mark(later));
    join(table.add(run, NOW, calls(1)));
    join(table.add(run, NOW.plusSeconds(120), calls(1)));
    assertThat(marks())
        .containsExactly(new NodeMark(run, later.livedUntil(), NodeMark.minute(NOW)));

    join(table.forget(later));

    assertThat(marks()).isEmpty();
    assertThat(later.minutes()).hasSize(3);
    for (Instant minute : later.minutes()) {
      assertThat(join(table.calls(run, minute))).isEmpty();
    }
  }

  private List<NodeMark> marks() {
    return join(table.marks()).stream()
        .filter(mark -> mark.run().node().equals(run.node()))
        .toList();
  }

  private static Map<CallId, String> calls(int count) {
    var calls = new HashMap<CallId, String>();
    for (int i = 0; i < count; i++) {
      var call = CallId.mint(RANDOM.nextInt(CallId.SHARDS), NOW, RANDOM);
      calls.put(call, "{\"call\": \"" + call + "\", \"padding\": \"" + "x".repeat(900) + "\"}");
    }
    return calls;
  }
}
