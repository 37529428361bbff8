package io.tandem.api.v1;

import io.tandem.api.auth.Access;
import io.tandem.api.http.Answer;
import io.tandem.api.http.ApiRequest;
import io.tandem.api.http.Endpoint;
import io.tandem.api.http.Method;
import io.tandem.api.http.Page;
import io.tandem.id.CallId;
import io.tandem.id.NodeId;
import io.tandem.tenant.LiveCall;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The calls that live now: list them, end one. */
final class CallRoutes {
  private static final String LIST = "/v1/tenants/{tenantId}/calls";

  private final CallControl calls;

  CallRoutes(CallControl calls) {
    this.calls = calls;
  }

  /** A call as it is read while it lives. */
  record CallView(
      CallId id,
      String caller,
      String callee,
      String state,
      Instant startedAt,
      Instant answeredAt,
      NodeId node) {
    static CallView of(LiveCall call) {
      return new CallView(
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
        Endpoint.of(
            Method.GET,
            LIST,
            Access.TENANT_ADMIN,
            "List the calls that live now, the oldest first",
            200,
            Page.class,
            this::list),
        Endpoint.of(
            Method.DELETE,
            LIST + "/{callId}",
            Access.TENANT_ADMIN,
            "Hang a call up",
            204,
            Void.class,
            this::hangUp));
  }

  private CompletionStage<Answer> list(ApiRequest<Void> request) {
    return calls
        .list(Paths.tenant(request))
        .thenApply(live -> Answer.ok(new Page<>(live.stream().map(CallView::of).toList(), null)));
  }

  private CompletionStage<Answer> hangUp(ApiRequest<Void> request) {
    return Paths.withCall(
        request,
        call ->
            calls
                .hangUp(Paths.tenant(request), call)
                .thenApply(ended -> ended ? Answer.noContent() : Outcomes.notFound()));
  }
}
