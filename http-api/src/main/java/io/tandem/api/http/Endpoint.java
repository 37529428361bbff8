package io.tandem.api.http;

import io.tandem.api.auth.Access;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * One route as data. The server's dispatch, the OpenAPI document and the table of roles are derived
 * from a list of these.
 *
 * @param method the HTTP method
 * @param path the path; a parameter named {@code tenantId} makes the route a tenant's own
 * @param access who may use it
 * @param summary one line for the documentation
 * @param query the query parameters; others are refused
 * @param bodyType what the body is read as; {@code Void.class} when there is none
 * @param status the status of success
 * @param answerType what success answers; {@code Void.class} for no body
 * @param handler does the work; never blocks
 */
public record Endpoint<B>(
    Method method,
    PathTemplate path,
    Access access,
    String summary,
    List<QueryParameter> query,
    Class<B> bodyType,
    int status,
    Class<?> answerType,
    Handler<B> handler) {

  /** The name of the path parameter that holds a tenant's id. */
  public static final String TENANT_ID = "tenantId";

  /** Does an endpoint's work. */
  @FunctionalInterface
  public interface Handler<B> {
    /** Answers {@code request}, at once or later. */
    CompletionStage<Answer> handle(ApiRequest<B> request);
  }

  /** An endpoint without a body. */
  public static Endpoint<Void> of(
      Method method,
      String path,
      Access access,
      String summary,
      int status,
      Class<?> answerType,
      Handler<Void> handler) {
    return withBody(method, path, access, summary, Void.class, status, answerType, handler);
  }

  /** An endpoint with a body. */
  public static <B> Endpoint<B> withBody(
      Method method,
      String path,
      Access access,
      String summary,
      Class<B> bodyType,
      int status,
      Class<?> answerType,
      Handler<B> handler) {
    return new Endpoint<>(
        method,
        PathTemplate.of(path),
        access,
        summary,
        List.of(),
        bodyType,
        status,
        answerType,
        handler);
  }

  /** This endpoint, taking {@code parameters}. */
  public Endpoint<B> taking(QueryParameter... parameters) {
    return new Endpoint<>(
        method, path, access, summary, List.of(parameters), bodyType, status, answerType, handler);
  }

  boolean takesBody() {
    return bodyType != Void.class;
  }
}
