package io.tandem.api.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.api.auth.Authorisation;
import io.tandem.id.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.TimeoutAccess;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.japi.function.Function;

/** The HTTP server: the API's endpoints, and the plain pages that operators' tools read. */
public final class ApiServer {
  private final ServerBinding binding;

  private ApiServer(ServerBinding binding) {
    this.binding = binding;
  }

  /**
   * What is served.
   *
   * @param endpoints the API
   * @param pages texts by path, such as {@code /metrics}; made anew at each request, without
   *     waiting
   */
  public record Content(List<Endpoint<?>> endpoints, Map<String, Supplier<PlainPage>> pages) {
    /** Copies both. */
    public Content {
      endpoints = List.copyOf(endpoints);
      pages = Map.copyOf(pages);
    }
  }

  /**
   * Starts to listen.
   *
   * @param node who serves, for the log
   * @return fails when the address cannot be bound
   */
  public static CompletionStage<ApiServer> start(
      ActorSystem<?> system,
      NodeId node,
      ApiSettings settings,
      Content content,
      Authorisation authorisation,
      MeterRegistry meters) {
    var dispatcher =
        new Dispatcher(
            system,
            node,
            settings,
            new Router(content.endpoints()),
            authorisation,
            new RequestMeters(meters));
    Function<HttpRequest, CompletionStage<HttpResponse>> handler =
        request -> answer(request, content.pages(), dispatcher);
    return Http.get(system)
        .newServerAt(settings.bind().getAddress().getHostAddress(), settings.bind().getPort())
        .withSettings(serverSettings(system))
        .bind(handler)
        .thenApply(ApiServer::new);
  }

  /** Says nothing of the software in answers, and logs nothing of what strangers send. */
  private static ServerSettings serverSettings(ActorSystem<?> system) {
    var settings = ServerSettings.create(system.settings().config());
    return settings
        .withRemoteAddressAttribute(true)
        .withRawRequestUriHeader(true)
        .withServerHeader(Optional.empty())
        .withParserSettings(settings.getParserSettings().withIllegalHeaderWarnings(false))
        .withParsingErrorHandler(ParsingProblems.class.getName());
  }

  private static CompletionStage<HttpResponse> answer(
      HttpRequest request, Map<String, Supplier<PlainPage>> pages, Dispatcher dispatcher) {
    request
        .getHeader(TimeoutAccess.class)
        .ifPresent(timeout -> timeout.timeoutAccess().updateHandler(late -> tooLate()));
    Supplier<PlainPage> page = pages.get(RequestHead.path(request));
    if (page == null) {
      return dispatcher.dispatch(request);
    }
    request.discardEntityBytes(dispatcher.system());
    return CompletableFuture.completedFuture(Responses.plain(page.get()));
  }

  private static HttpResponse tooLate() {
    return Responses.of(Answer.problem(Problem.Kind.UNAVAILABLE, "it took too long; try again"));
  }

  /** The port that was bound. */
  public int port() {
    return binding.localAddress().getPort();
  }

  /** Stops listening, and lets requests under way end within {@code limit}. */
  public CompletionStage<Done> stop(Duration limit) {
    return binding.terminate(limit).thenApply(terminated -> Done.getInstance());
  }
}
