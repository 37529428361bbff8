package io.tandem.edge;

import io.tandem.call.leg.OutgoingRequest;
import io.tandem.call.leg.RequestFailure;
import io.tandem.id.NodeId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Requests of this node's calls that another node was to send lately. Their responses go to the
 * calls directly, so nobody says here that one is done; but should that node die, its transactions
 * die with it, and the calls have to hear of a failure. A failure that comes after the answer finds
 * nothing that waits for it. Remembered for 64*T1, at most {@value #MAX_PER_NODE} a node (beyond it
 * the oldest is forgotten and left to its call's own timers). Safe for use by any thread.
 */
final class RemoteRequests {
  static final int MAX_PER_NODE = 10_000;
  private static final Duration REMEMBERED = Duration.ofSeconds(32);

  private final ConcurrentHashMap<NodeId, Deque<Sent>> sent = new ConcurrentHashMap<>();
  private final Calls calls;
  private final Clock clock;

  RemoteRequests(Calls calls, Clock clock) {
    this.calls = calls;
    this.clock = clock;
  }

  private record Sent(OutgoingRequest request, long at) {}

  void sent(NodeId node, OutgoingRequest request) {
    long now = clock.millis();
    sent.compute(
        node,
        (id, known) -> {
          Deque<Sent> requests = known == null ? new ArrayDeque<>() : known;
          forgetOld(requests, now);
          if (requests.size() >= MAX_PER_NODE) {
            requests.removeFirst();
          }
          requests.addLast(new Sent(request, now));
          return requests;
        });
  }

  /** {@code node} is gone: the calls hear that what it was to send has failed. */
  void nodeLost(NodeId node) {
    List<Sent> lost = new ArrayList<>();
    long now = clock.millis();
    sent.computeIfPresent(
        node,
        (id, requests) -> {
          forgetOld(requests, now);
          lost.addAll(requests);
          return null;
        });
    lost.forEach(one -> LocalSignalling.failed(calls, one.request(), RequestFailure.TRANSPORT));
  }

  private static void forgetOld(Deque<Sent> requests, long now) {
    long oldest = now - REMEMBERED.toMillis();
    while (!requests.isEmpty() && requests.peekFirst().at() <= oldest) {
      requests.removeFirst();
    }
  }
}
