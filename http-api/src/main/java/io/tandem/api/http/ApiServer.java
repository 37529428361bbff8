package io.tandem.api.http;

import io.tandem.api.auth.AccessTokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.japi.function.Function;

/** The HTTP server: the API's endpoints, and the plain pages that operators' tools read. */
public final class ApiServer {
  private final ServerBinding binding;

  private ApiServer(ServerBinding binding) {
    this.binding = binding;
  }

  /** What an operator's tool reads: a status and a text. */
  public record PlainPage(int status, String text) {}

  /**
   * Starts to listen.
   *
   * @param pages texts by path, such as {@code /metrics}; made anew at each request
   * @return fails when the address cannot be bound
   */
  public static CompletionStage<ApiServer> start(
      ActorSystem<?> system,
      ApiSettings settings,
      List<Endpoint<?>> endpoints,
      Map<String, Supplier<PlainPage>> pages,
      AccessTokens tokens) {
    var dispatcher = new Dispatcher(system, settings, new Router(endpoints), tokens);
    Function<HttpRequest, CompletionStage<HttpResponse>> handler =
        request -> answer(request, pages, dispatcher);
    return Http.get(system)
        .newServerAt(settings.bind().getAddress().getHostAddress(), settings.bind().getPort())
        .withSettings(
            ServerSettings.create(system.settings().config()).withRemoteAddressAttribute(true))
        .bind(handler)
        .thenApply(ApiServer::new);
  }

  private static CompletionStage<HttpResponse> answer(
      HttpRequest request, Map<String, Supplier<PlainPage>> pages, Dispatcher dispatcher) {
    Supplier<PlainPage> page = pages.get(request.getUri().path());
    if (page == null) {
      return dispatcher.dispatch(request);
    }
    request.discardEntityBytes(dispatcher.system());
    return CompletableFuture.completedFuture(Responses.plain(page.get()));
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
