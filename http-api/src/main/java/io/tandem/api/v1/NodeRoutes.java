package io.tandem.api.v1;

import io.tandem.api.auth.Access;
import io.tandem.api.http.Answer;
import io.tandem.api.http.Endpoint;
import io.tandem.api.http.Page;
import java.util.List;

/** The nodes of the cluster. */
final class NodeRoutes {
  private final NodeControl nodes;

  NodeRoutes(NodeControl nodes) {
    this.nodes = nodes;
  }

  List<Endpoint<?>> endpoints() {
    return List.of(
        Endpoint.get("/v1/nodes", Access.SYSTEM_ADMIN)
            .named("listNodes", "List the nodes of the cluster")
            .answersPageOf(NodeControl.NodeStatus.class)
            .by(request -> nodes.list().thenApply(all -> Answer.ok(new Page<>(all, null)))));
  }
}
