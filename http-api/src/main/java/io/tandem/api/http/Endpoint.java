package io.tandem.api.http;

import io.tandem.api.auth.Access;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * One route as data. The server's dispatch, the OpenAPI document and the table of roles are derived
 * from a list of these. Written as {@code Endpoint.get(path, access).named(…).answers(…).by(…)}.
 *
 * @param method the HTTP method
 * @param path the path; a parameter named {@code tenantId} makes the route a tenant's own
 * @param access who may use it
 * @param id names the operation in the OpenAPI document; unique
 * @param summary one line for the documentation
 * @param query the query parameters; others are refused
 * @param conditional whether If-Match is heeded; elsewhere it is ignored
 * @param bodyType what the body is read as; {@code Void.class} when there is none
 * @param status the status of success
 * @param answerType what success answers, or the items of a page; {@code Void.class} for no body
 * @param isPage whether success answers a {@link Page}
 * @param handler does the work; never blocks
 */
public record Endpoint<B>(
    Method method,
    PathTemplate path,
    Access access,
    String id,
    String summary,
    List<QueryParameter> query,
    boolean conditional,
    Class<B> bodyType,
    int status,
    Class<?> answerType,
    boolean isPage,
    Handler<B> handler) {

  /** The name of the path parameter that holds a tenant's id. */
  public static final String TENANT_ID = "tenantId";

  /** Does an endpoint's work. */
  @FunctionalInterface
  public interface Handler<B> {
    /** Answers {@code request}, at once or later. */
    CompletionStage<Answer> handle(ApiRequest<B> request);
  }

  /** Begins an endpoint that reads. */
  public static EndpointDraft<Void> get(String path, Access access) {
    return new EndpointDraft<>(Method.GET, path, access, Void.class);
  }

  /** Begins an endpoint that creates. */
  public static <B> EndpointDraft<B> post(String path, Access access, Class<B> bodyType) {
    return new EndpointDraft<>(Method.POST, path, access, bodyType);
  }

  /** Begins an endpoint that creates or replaces what its path names. */
  public static <B> EndpointDraft<B> put(String path, Access access, Class<B> bodyType) {
    return new EndpointDraft<>(Method.PUT, path, access, bodyType);
  }

  /** Begins an endpoint that changes some fields. */
  public static <B> EndpointDraft<B> patch(String path, Access access, Class<B> bodyType) {
    return new EndpointDraft<>(Method.PATCH, path, access, bodyType);
  }

  /** Begins an endpoint that removes. */
  public static EndpointDraft<Void> delete(String path, Access access) {
    return new EndpointDraft<>(Method.DELETE, path, access, Void.class);
  }

  boolean takesBody() {
    return bodyType != Void.class;
  }

  boolean changes() {
    return method != Method.GET;
  }
}
