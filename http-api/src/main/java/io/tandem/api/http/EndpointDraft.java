package io.tandem.api.http;

import io.tandem.api.auth.Access;
import java.util.List;

/** An endpoint while it is being written down; {@link #by} completes it. */
public final class EndpointDraft<B> {
  private final Method method;
  private final PathTemplate path;
  private final Access access;
  private final Class<B> bodyType;
  private String id;
  private String summary;
  private List<QueryParameter> query = List.of();
  private boolean conditional;
  private int status = 200;
  private Class<?> answerType = Void.class;
  private boolean isPage;

  EndpointDraft(Method method, String path, Access access, Class<B> bodyType) {
    this.method = method;
    this.path = PathTemplate.of(path);
    this.access = access;
    this.bodyType = bodyType;
  }

  /** Its operation id and one line for the documentation. */
  public EndpointDraft<B> named(String operationId, String line) {
    id = operationId;
    summary = line;
    return this;
  }

  /** The query parameters that it takes. */
  public EndpointDraft<B> taking(QueryParameter... parameters) {
    query = List.of(parameters);
    return this;
  }

  /** It heeds If-Match. */
  public EndpointDraft<B> conditional() {
    conditional = true;
    return this;
  }

  /** What success answers; {@code Void.class} for no body. */
  public EndpointDraft<B> answers(int successStatus, Class<?> type) {
    status = successStatus;
    answerType = type;
    return this;
  }

  /** Success answers 200 and a {@link Page} of {@code itemType}. */
  public EndpointDraft<B> answersPageOf(Class<?> itemType) {
    isPage = true;
    return answers(200, itemType);
  }

  /** The endpoint, whose work {@code handler} does. */
  public Endpoint<B> by(Endpoint.Handler<B> handler) {
    return new Endpoint<>(
        method,
        path,
        access,
        id,
        summary,
        query,
        conditional,
        bodyType,
        status,
        answerType,
        isPage,
        handler);
  }
}
