package io.tandem.api.http;

import io.tandem.actor.Direct;
import io.tandem.api.auth.Authorisation;
import io.tandem.api.auth.Authorisation.Decision;
import io.tandem.api.auth.Principal;
import io.tandem.id.NodeId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Takes a request through its stations: route, token, role, query, body, handler. */
final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final ActorSystem<?> system;
  private final NodeId node;
  private final ApiSettings settings;
  private final Router router;
  private final Authorisation authorisation;
  private final ClientAddress clients;
  private final RequestMeters meters;

  Dispatcher(
      ActorSystem<?> system,
      NodeId node,
      ApiSettings settings,
      Router router,
      Authorisation authorisation,
      RequestMeters meters) {
    this.system = system;
    this.node = node;
    this.settings = settings;
    this.router = router;
    this.authorisation = authorisation;
    this.clients = new ClientAddress(settings.trustedProxies());
    this.meters = meters;
  }

  ActorSystem<?> system() {
    return system;
  }

  CompletionStage<HttpResponse> dispatch(HttpRequest request) {
    var sample = meters.start();
    Router.Found found = router.find(request.method().value(), RequestHead.segments(request));
    Endpoint<?> endpoint = found instanceof Router.Match match ? match.endpoint() : null;
    return guarded(() -> answer(request, found))
        .thenApply(
            answer -> {
              meters.answered(sample, endpoint, answer);
              log(request, found, answer);
              return finish(request, answer);
            });
  }

  /** What was not read of a refused body must be drained, or the connection stands still. */
  private HttpResponse finish(HttpRequest request, Answer answer) {
    if (answer.body() instanceof Problem && !request.entity().isStrict()) {
      request.discardEntityBytes(system);
    }
    return Responses.of(answer);
  }

  private CompletionStage<Answer> answer(HttpRequest request, Router.Found found) {
    if (found instanceof Router.Match match) {
      return handle(request, match, match.endpoint());
    }
    if (found instanceof Router.WrongMethod wrong) {
      return refuseMethod(request, wrong);
    }
    throw new RefusedException(Problem.Kind.NOT_FOUND, "no resource has this path");
  }

  /** Another tenant's paths stay hidden from a wrong method, too. */
  private CompletionStage<Answer> refuseMethod(HttpRequest request, Router.WrongMethod wrong) {
    return authorise(request, wrong.sibling(), false)
        .thenApply(
            principal ->
                Answer.problem(Problem.Kind.METHOD_NOT_ALLOWED, "allowed are " + wrong.allow())
                    .withHeader("Allow", String.join(", ", wrong.allow())));
  }

  private <B> CompletionStage<Answer> handle(
      HttpRequest request, Router.Match match, Endpoint<B> endpoint) {
    return authorise(request, match, endpoint.changes())
        .thenCompose(
            principal -> {
              var query = RequestHead.query(request, endpoint.query());
              var precondition = RequestHead.precondition(request, endpoint);
              return body(request, endpoint)
                  .thenCompose(
                      body ->
                          endpoint
                              .handler()
                              .handle(
                                  new ApiRequest<>(
                                      principal,
                                      match.parameters(),
                                      query,
                                      body,
                                      precondition,
                                      clients.of(request))));
            });
  }

  /** Who asks, {@code null} on public routes; fails with the refusal. */
  private CompletionStage<Principal> authorise(
      HttpRequest request, Router.Match match, boolean changes) {
    var access = match.endpoint().access();
    Principal principal = authorisation.authenticate(RequestHead.header(request, "Authorization"));
    return authorisation
        .decide(access, principal, match.parameters().get(Endpoint.TENANT_ID), changes)
        .thenApply(
            decision -> {
              if (decision != Decision.ALLOWED) {
                throw new RefusedException(refusal(decision, match.endpoint()));
              }
              return principal;
            });
  }

  private static Answer refusal(Decision decision, Endpoint<?> endpoint) {
    return switch (decision) {
      case UNAUTHENTICATED ->
          Answer.problem(
                  Problem.Kind.UNAUTHENTICATED,
                  "get one from POST /v1/tokens and send it as Authorization: Bearer …")
              .withHeader("WWW-Authenticate", "Bearer");
      case READ_ONLY ->
          Answer.problem(
              Problem.Kind.TENANT_READ_ONLY, "a system administrator can take it into service");
      case HIDDEN -> Answer.problem(Problem.Kind.NOT_FOUND, "no such tenant");
      default -> Answer.problem(Problem.Kind.FORBIDDEN, "it needs the role " + endpoint.access());
    };
  }

  private <B> CompletionStage<B> body(HttpRequest request, Endpoint<B> endpoint) {
    if (!endpoint.takesBody()) {
      request.discardEntityBytes(system);
      return CompletableFuture.completedFuture(null);
    }
    var type = request.entity().getContentType().mediaType();
    if (!type.toString().equals("application/json")) {
      throw new RefusedException(Problem.Kind.UNSUPPORTED_MEDIA_TYPE, "it is " + type);
    }
    var entity =
        request
            .entity()
            .withSizeLimit(settings.maxBody())
            .toStrict(settings.bodyTimeout().toMillis(), settings.maxBody(), system);
    return Direct.of(entity)
        .exceptionally(
            thrown -> {
              throw Failures.ofBody(thrown, settings.maxBody());
            })
        .thenApply(strict -> BodyReader.read(strict.getData().toArray(), endpoint.bodyType()));
  }

  private void log(HttpRequest request, Router.Found found, Answer answer) {
    if (!LOG.isDebugEnabled()) {
      return;
    }
    if (found instanceof Router.Match match) {
      MDC.put("tenant", match.parameters().getOrDefault(Endpoint.TENANT_ID, ""));
    }
    MDC.put("node", node.value());
    LOG.debug(
        "{} {} answered {}", request.method().value(), request.getUri().path(), answer.status());
    MDC.remove("node");
    MDC.remove("tenant");
  }

  /** No exception travels to the client. */
  private static CompletionStage<Answer> guarded(Supplier<CompletionStage<Answer>> station) {
    CompletionStage<Answer> answer;
    try {
      answer = station.get();
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer.exceptionally(Failures::answer);
  }
}
