package io.tandem.api.v1;

import io.tandem.api.auth.Access;
import io.tandem.api.http.Answer;
import io.tandem.api.http.ApiRequest;
import io.tandem.api.http.Endpoint;
import io.tandem.api.http.Page;
import io.tandem.api.http.Problem;
import io.tandem.api.http.Required;
import io.tandem.audit.AuditEvent;
import io.tandem.audit.AuditTrail;
import io.tandem.cdr.LostCalls;
import io.tandem.id.NodeId;
import io.tandem.store.AuditKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The nodes of the cluster. */
final class NodeRoutes {
  private final NodeControl nodes;
  private final AuditTrail audit;

  NodeRoutes(NodeControl nodes, AuditTrail audit) {
    this.nodes = nodes;
    this.audit = audit;
  }

  List<Endpoint<?>> endpoints() {
    return List.of(
        Endpoint.get("/v1/nodes", Access.SYSTEM_ADMIN)
            .named("listNodes", "List the nodes of the cluster")
            .answersPageOf(NodeControl.NodeStatus.class)
            .by(request -> nodes.list().thenApply(all -> Answer.ok(new Page<>(all, null)))),
        Endpoint.post("/v1/nodes/{nodeName}/lost", Access.SYSTEM_ADMIN, Void.class)
            .named(
                "closeLostNode",
                "Say that a node is lost for good: its open calls end on record, as NODE_LOST")
            .answers(200, LostNode.class)
            .by(this::close));
  }

  /**
   * A node that was lost.
   *
   * @param livedUntil when it was last known to live
   * @param calls how many calls got a record
   */
  record LostNode(@Required NodeId name, @Required Instant livedUntil, int calls) {}

  private CompletionStage<Answer> close(ApiRequest<Void> request) {
    NodeId name = Paths.node(request);
    return nodes
        .closeLost(name)
        .thenApply(
            closing -> {
              if (closing.state() == LostCalls.Closing.State.CLOSED) {
                tell(request, name, closing);
              }
              return answer(name, closing);
            });
  }

  private void tell(ApiRequest<Void> request, NodeId name, LostCalls.Closing closing) {
    audit.add(
        new AuditEvent(
            null,
            AuditKind.CHANGE,
            request.principal().username(),
            request.remote(),
            "node.lost",
            "node/" + name,
            Map.of("lived_until", closing.livedUntil(), "calls", closing.calls())));
  }

  private static Answer answer(NodeId name, LostCalls.Closing closing) {
    return switch (closing.state()) {
      case CLOSED -> Answer.ok(new LostNode(name, closing.livedUntil(), closing.calls()));
      case NOTHING -> Outcomes.notFound();
      case LIVES ->
          Answer.problem(
              Problem.ofConflict(
                  "node_lives", "the node lived at " + closing.livedUntil() + ", not long ago"));
    };
  }
}
