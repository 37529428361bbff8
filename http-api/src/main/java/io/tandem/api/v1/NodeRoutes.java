package io.tandem.api.v1;

import io.tandem.api.auth.Access;
import io.tandem.api.http.Answer;
import io.tandem.api.http.Endpoint;
import io.tandem.api.http.Method;
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
        Endpoint.of(
            Method.GET,
            "/v1/nodes",
            Access.SYSTEM_ADMIN,
            "List the nodes of the cluster",
            200,
            Page.class,
            request -> nodes.list().thenApply(all -> Answer.ok(new Page<>(all, null)))));
  }
}
