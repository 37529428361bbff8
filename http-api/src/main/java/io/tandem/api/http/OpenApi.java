package io.tandem.api.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tandem.api.auth.Access;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Derives the OpenAPI 3.1 document from the endpoints. */
public final class OpenApi {
  private static final String PROBLEM_JSON = "application/problem+json";
  private static final String JSON = "application/json";

  private final JsonSchema schemas = new JsonSchema();

  /** What is answered with its version: the types that some endpoint takes an If-Match for. */
  private final Set<Class<?>> versioned;

  private OpenApi(List<Endpoint<?>> endpoints) {
    versioned =
        endpoints.stream()
            .filter(endpoint -> endpoint.conditional() && endpoint.answerType() != Void.class)
            .map(Endpoint::answerType)
            .collect(Collectors.toSet());
  }

  /** The document for {@code endpoints}, as a JSON object. */
  public static ObjectNode describe(List<Endpoint<?>> endpoints, String version) {
    return new OpenApi(endpoints).document(endpoints, version);
  }

  private ObjectNode document(List<Endpoint<?>> endpoints, String version) {
    var root = JsonNodeFactory.instance.objectNode().put("openapi", "3.1.0");
    var info = root.putObject("info").put("title", "Tandem").put("version", version);
    info.put("description", "The administrators' API of a Tandem node; docs/api.md explains it.");
    info.putObject("license").put("name", "Apache 2.0").put("identifier", "Apache-2.0");
    root.putArray("servers").addObject().put("url", "/").put("description", "The node asked");
    root.putArray("security").addObject().putArray("bearer");
    var paths = root.putObject("paths");
    for (Endpoint<?> endpoint : endpoints) {
      ObjectNode item = paths.withObjectProperty(endpoint.path().toString());
      item.set(endpoint.method().name().toLowerCase(Locale.ROOT), operation(endpoint));
    }
    var components = root.putObject("components");
    var allSchemas = components.putObject("schemas");
    schemas.components().forEach(allSchemas::set);
    components
        .putObject("securitySchemes")
        .putObject("bearer")
        .put("type", "http")
        .put("scheme", "bearer")
        .put("bearerFormat", "JWT");
    return root;
  }

  private ObjectNode operation(Endpoint<?> endpoint) {
    var operation =
        JsonNodeFactory.instance
            .objectNode()
            .put("operationId", endpoint.id())
            .put("summary", endpoint.summary())
            .put("x-access", endpoint.access().name());
    var security = operation.putArray("security");
    if (endpoint.access() != Access.PUBLIC) {
      security.addObject().putArray("bearer");
    }
    parameters(endpoint, operation.putArray("parameters"));
    if (endpoint.takesBody()) {
      var body = operation.putObject("requestBody").put("required", true);
      body.putObject("content").putObject(JSON).set("schema", schemas.ofBody(endpoint.bodyType()));
    }
    var responses = operation.putObject("responses");
    success(endpoint, responses.putObject(Integer.toString(endpoint.status())), "Success");
    if (endpoint.method() == Method.PUT) {
      success(endpoint, responses.putObject("201"), "It was not there and has been created");
    }
    var problem = responses.putObject("default").put("description", "A problem (RFC 9457)");
    problem
        .putObject("content")
        .putObject(PROBLEM_JSON)
        .set("schema", schemas.ofAnswer(Problem.class));
    return operation;
  }

  private void success(Endpoint<?> endpoint, ObjectNode success, String description) {
    success.put("description", description);
    if (!endpoint.isPage() && versioned.contains(endpoint.answerType())) {
      success
          .putObject("headers")
          .putObject("ETag")
          .put("description", "The version, to be sent as If-Match with a change")
          .putObject("schema")
          .put("type", "string");
    }
    if (endpoint.answerType() != Void.class) {
      success.putObject("content").putObject(JSON).set("schema", answer(endpoint));
    }
  }

  private ObjectNode answer(Endpoint<?> endpoint) {
    return endpoint.isPage()
        ? schemas.ofPage(endpoint.answerType())
        : schemas.ofAnswer(endpoint.answerType());
  }

  private void parameters(Endpoint<?> endpoint, ArrayNode parameters) {
    for (String name : endpoint.path().parameters()) {
      parameter(parameters, name, "path", String.class).put("required", true);
    }
    for (QueryParameter query : endpoint.query()) {
      parameter(parameters, query.name(), "query", query.type())
          .put("description", query.description());
    }
    if (endpoint.conditional()) {
      parameter(parameters, "If-Match", "header", String.class)
          .put(
              "description",
              "the ETag that was read, several with commas, or * for any;"
                  + " answered with 412 when none is current");
    }
  }

  private ObjectNode parameter(ArrayNode parameters, String name, String in, Class<?> type) {
    var parameter = parameters.addObject().put("name", name).put("in", in);
    parameter.set("schema", schemas.ofAnswer(type));
    return parameter;
  }
}
