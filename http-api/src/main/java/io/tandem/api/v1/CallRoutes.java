package io.tandem.api.v1;

import io.tandem.api.auth.Access;
import io.tandem.api.http.Answer;
import io.tandem.api.http.ApiRequest;
import io.tandem.api.http.Endpoint;
import io.tandem.api.http.Page;
import io.tandem.api.http.Required;
import io.tandem.id.CallId;
import io.tandem.id.NodeId;
import io.tandem.tenant.LiveCall;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The calls that live now: list them, end one. */
final class CallRoutes {
  private static final String LIST = Paths.TENANT + "/calls";

  private final CallControl calls;

  CallRoutes(CallControl calls) {
    this.calls = calls;
  }

  /** A call as it is read while it lives. */
  record Call(
      @Required CallId id,
      @Required String caller,
      @Required String callee,
      @Required String state,
      @Required Instant startedAt,
      Instant answeredAt,
      @Required NodeId node) {
    static Call of(LiveCall call) {
      return new Call(
          call.call(),
          call.caller(),
          call.callee(),
          call.state(),
          call.startedAt(),
          call.answeredAt(),
          call.node());
    }
  }

  List<Endpoint<?>> endpoints() {
    return List.of(
        Endpoint.get(LIST, Access.TENANT_ADMIN)
            .named(
                "listCalls",
                "List the calls that live now, the oldest first, at most 500 of each node")
            .answersPageOf(Call.class)
            .by(this::list),
        Endpoint.delete(LIST + "/{callId}", Access.TENANT_ADMIN)
            .named("hangUpCall", "Hang a call up")
            .answers(204, Void.class)
            .by(this::hangUp));
  }

  private CompletionStage<Answer> list(ApiRequest<Void> request) {
    return calls
        .list(Paths.tenant(request))
        .thenApply(live -> Answer.ok(new Page<>(live.stream().map(Call::of).toList(), null)));
  }

  private CompletionStage<Answer> hangUp(ApiRequest<Void> request) {
    return calls
        .hangUp(Paths.tenant(request), Paths.call(request))
        .thenApply(ended -> ended ? Answer.noContent() : Outcomes.notFound());
  }
}
