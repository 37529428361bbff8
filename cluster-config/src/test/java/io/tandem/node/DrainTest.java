package io.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.id.CallId;
import io.tandem.id.NodeId;
import io.tandem.id.TenantId;
import io.tandem.tenant.LiveCall;
import io.tandem.tenant.LiveCalls;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class DrainTest {
  private static final TenantId TENANT = TenantId.fromLong(5);
  private static final OptionalInt SILENT = OptionalInt.empty();
  private static final OptionalInt NONE = OptionalInt.of(0);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final LiveCalls calls = new LiveCalls(Clock.systemUTC());
  private final List<CallId> shutDown = Collections.synchronizedList(new ArrayList<>());

  @Test
  void aNodeThatDoesNotSayIsWaitedFor() {
    var elsewhere = new Answers(SILENT, SILENT, SILENT, NONE);
    drain(elsewhere).run(MINUTE);
    assertThat(elsewhere.left).isEmpty();
    assertThat(elsewhere.hungUp).isEqualTo(1);
  }

  @Test
  void callsOnOtherNodesAreWaitedForAndHungUpAtTheLimit() {
    var elsewhere = new Answers(OptionalInt.of(1), OptionalInt.of(1), OptionalInt.of(1), NONE);
    drain(elsewhere).run(Duration.ofMillis(1));
    assertThat(elsewhere.hungUp).isEqualTo(1);
  }

  @Test
  void theCallsOfThisNodeAreHungUpAtTheLimit() {
    var now = Instant.parse("2026-11-23T10:00:00Z");
    var id = CallId.mint(7, now, new Random(1));
    var node = new NodeId("node-1");
    calls.put(new LiveCall(TENANT, id, "1001", "1002", "TALKING", now, now, node, Set.of(node)));
    drain(new Answers(NONE)).run(Duration.ofMillis(1));
    assertThat(shutDown).containsExactly(id);
  }

  private Drain drain(Drain.Elsewhere elsewhere) {
    return new Drain(
        calls,
        (tenant, call) -> {
          shutDown.add(call);
          calls.remove(tenant, call);
        },
        elsewhere);
  }

  /** Answers one after the other; the last stands. */
  private static final class Answers implements Drain.Elsewhere {
    private final Deque<OptionalInt> left;
    private final OptionalInt last;
    private int hungUp;

    private Answers(OptionalInt... answers) {
      left = new ArrayDeque<>(List.of(answers));
      last = left.peekLast();
    }

    @Override
    public synchronized CompletionStage<OptionalInt> count() {
      var next = left.poll();
      return CompletableFuture.completedFuture(next == null ? last : next);
    }

    @Override
    public void hangUp() {
      hungUp++;
    }
  }
}
