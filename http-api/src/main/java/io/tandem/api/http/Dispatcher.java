package io.tandem.api.http;

import io.tandem.api.auth.Access;
import io.tandem.api.auth.AccessTokens;
import io.tandem.api.auth.Principal;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.japi.Pair;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a request through its stations: route, token, role, query, body, handler. */
final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final String BEARER = "bearer ";

  private final ActorSystem<?> system;
  private final ApiSettings settings;
  private final Router router;
  private final AccessTokens tokens;

  Dispatcher(ActorSystem<?> system, ApiSettings settings, Router router, AccessTokens tokens) {
    this.system = system;
    this.settings = settings;
    this.router = router;
    this.tokens = tokens;
  }

  ActorSystem<?> system() {
    return system;
  }

  CompletionStage<HttpResponse> dispatch(HttpRequest request) {
    return guarded(() -> route(request)).thenApply(answer -> finish(request, answer));
  }

  /** What was not read of a refused body must be drained, or the connection stands still. */
  private HttpResponse finish(HttpRequest request, Answer answer) {
    if (answer.body() instanceof Problem && !request.entity().isStrict()) {
      request.discardEntityBytes(system);
    }
    return Responses.of(answer);
  }

  private CompletionStage<Answer> route(HttpRequest request) {
    List<String> path = decode(request.getUri().path());
    if (path == null) {
      return problem(Problem.Kind.NOT_FOUND, "the path is not properly encoded");
    }
    Router.Found found = router.find(request.method().value(), path);
    if (found instanceof Router.Match match) {
      return authorise(request, match, match.endpoint());
    }
    if (found instanceof Router.WrongMethod wrong) {
      return refuseMethod(request, wrong);
    }
    return problem(Problem.Kind.NOT_FOUND, "no resource has this path");
  }

  /** Another tenant's paths stay hidden from a wrong method, too. */
  private CompletionStage<Answer> refuseMethod(HttpRequest request, Router.WrongMethod wrong) {
    Optional<Answer> refusal =
        refusal(principal(request), wrong.sibling(), wrong.sibling().endpoint().access());
    return done(
        refusal.orElseGet(
            () ->
                Answer.problem(Problem.Kind.METHOD_NOT_ALLOWED, "allowed are " + wrong.allow())
                    .withHeader("Allow", String.join(", ", wrong.allow()))));
  }

  private <B> CompletionStage<Answer> authorise(
      HttpRequest request, Router.Match match, Endpoint<B> endpoint) {
    Principal principal = principal(request);
    Optional<Answer> refusal = refusal(principal, match, endpoint.access());
    if (refusal.isPresent()) {
      return done(refusal.get());
    }
    Map<String, String> query = query(request);
    for (String name : query.keySet()) {
      if (endpoint.query().stream().noneMatch(known -> known.name().equals(name))) {
        return problem(Problem.Kind.INVALID_PARAMETER, "there is no parameter " + name);
      }
    }
    Optional<Long> ifMatch = ifMatch(request);
    if (ifMatch == null) {
      return problem(Problem.Kind.STALE_VERSION, "If-Match is not an ETag that we have given");
    }
    InetAddress remote =
        request
            .getAttribute(AttributeKeys.remoteAddress)
            .flatMap(RemoteAddress::getAddress)
            .orElse(null);
    return body(request, endpoint)
        .thenCompose(
            read ->
                read.problem() != null
                    ? done(Answer.problem(read.problem()))
                    : endpoint
                        .handler()
                        .handle(
                            new ApiRequest<>(
                                principal,
                                match.parameters(),
                                query,
                                read.value(),
                                ifMatch,
                                remote)));
  }

  private static Optional<Answer> refusal(Principal principal, Router.Match match, Access access) {
    if (access == Access.PUBLIC) {
      return Optional.empty();
    }
    if (principal == null) {
      return Optional.of(
          Answer.problem(
                  Problem.Kind.UNAUTHENTICATED,
                  "get one from POST /v1/tokens and send it as Authorization: Bearer …")
              .withHeader("WWW-Authenticate", "Bearer"));
    }
    return switch (access.decide(principal, match.parameters().get(Endpoint.TENANT_ID))) {
      case ALLOWED -> Optional.empty();
      case FORBIDDEN ->
          Optional.of(Answer.problem(Problem.Kind.FORBIDDEN, "it needs the role " + access));
      case HIDDEN -> Optional.of(Answer.problem(Problem.Kind.NOT_FOUND, "no such tenant"));
    };
  }

  private <B> CompletionStage<BodyReader.Read<B>> body(HttpRequest request, Endpoint<B> endpoint) {
    if (!endpoint.takesBody()) {
      request.discardEntityBytes(system);
      return CompletableFuture.completedFuture(new BodyReader.Read<>(null, null));
    }
    if (!request.entity().getContentType().mediaType().toString().equals("application/json")) {
      var problem =
          Problem.of(
              Problem.Kind.UNSUPPORTED_MEDIA_TYPE,
              "it is " + request.entity().getContentType().mediaType());
      return CompletableFuture.completedFuture(new BodyReader.Read<>(null, problem));
    }
    return request
        .entity()
        .toStrict(settings.bodyTimeout().toMillis(), settings.maxBody(), system)
        .thenApply(strict -> BodyReader.read(strict.getData().toArray(), endpoint.bodyType()));
  }

  private Principal principal(HttpRequest request) {
    String header = request.getHeader("Authorization").map(HttpHeader::value).orElse("");
    if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return null;
    }
    return tokens.verify(header.substring(BEARER.length()).strip()).orElse(null);
  }

  private static Map<String, String> query(HttpRequest request) {
    var values = new HashMap<String, String>();
    for (Pair<String, String> parameter : request.getUri().query().toList()) {
      values.put(parameter.first(), parameter.second());
    }
    return values;
  }

  /** Empty when absent or {@code *}; {@code null} when it is no ETag of ours. */
  private static Optional<Long> ifMatch(HttpRequest request) {
    String value = request.getHeader("If-Match").map(HttpHeader::value).orElse("*").strip();
    if (value.equals("*")) {
      return Optional.empty();
    }
    if (!value.matches("\"\\d{1,18}\"")) {
      return null;
    }
    return Optional.of(Long.parseLong(value.substring(1, value.length() - 1)));
  }

  private static List<String> decode(String path) {
    try {
      return PathTemplate.split(path.isEmpty() ? "/" : path).stream()
          .map(s -> URLDecoder.decode(s.replace("+", "%2B"), StandardCharsets.UTF_8))
          .toList();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private interface Station {
    CompletionStage<Answer> run();
  }

  /** No exception travels to the client; what it was stands in the log. */
  private static CompletionStage<Answer> guarded(Station station) {
    CompletionStage<Answer> answer;
    try {
      answer = station.run();
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer.exceptionally(Dispatcher::failure);
  }

  private static Answer failure(Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (cause instanceof EntityStreamSizeException tooLarge) {
      return Answer.problem(
          Problem.Kind.TOO_LARGE, "at most %d bytes are taken".formatted(tooLarge.limit()));
    }
    if (cause instanceof TimeoutException) {
      return Answer.problem(Problem.Kind.UNAVAILABLE, "it took too long; try again")
          .withHeader("Retry-After", "1");
    }
    LOG.error("a request failed", cause);
    return Answer.problem(Problem.Kind.INTERNAL, "it was logged; try again later");
  }

  private static CompletionStage<Answer> problem(Problem.Kind kind, String detail) {
    return done(Answer.problem(kind, detail));
  }

  private static CompletionStage<Answer> done(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }
}
