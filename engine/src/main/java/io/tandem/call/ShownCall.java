package io.tandem.call;

import io.tandem.call.flow.CallState;
import io.tandem.call.leg.SipLeg;
import io.tandem.id.NodeId;
import io.tandem.tenant.LiveCall;
import io.tandem.tenant.LiveCalls;
import java.util.HashSet;
import java.util.Set;

/** A call's place among the live ones, which is written anew only when there is news. */
final class ShownCall {
  private final LiveCalls live;
  private final NodeId node;
  private String label;
  private Set<NodeId> by;

  /** A call of {@code node} that is not shown yet. */
  ShownCall(LiveCalls live, NodeId node) {
    this.live = live;
    this.node = node;
  }

  /** Shows the call as it is now. */
  void update(CallState call) {
    var nowBy = nodes(call);
    if (call.label().equals(label) && nowBy.equals(by)) {
      return;
    }
    label = call.label();
    by = nowBy;
    var subject = call.subject();
    var times = call.times();
    live.put(
        new LiveCall(
            subject.tenant(),
            subject.call(),
            subject.caller().value(),
            subject.dialled(),
            label,
            times.startedAt(),
            times.answeredAt(),
            node,
            by));
  }

  void remove(CallState call) {
    live.remove(call.subject().tenant(), call.subject().call());
  }

  /** A node that ends waits for what rings or talks by it, not for what was given up. */
  private static Set<NodeId> nodes(CallState call) {
    var nodes = new HashSet<NodeId>();
    for (SipLeg leg : call.legs()) {
      if (!leg.isOver()) {
        nodes.add(leg.flow().node());
      }
    }
    return nodes;
  }
}
