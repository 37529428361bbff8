package io.tandem.api.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds the endpoint for a method and a path. */
final class Router {
  private final List<Endpoint<?>> endpoints;

  Router(List<Endpoint<?>> endpoints) {
    this.endpoints = List.copyOf(endpoints);
  }

  /** What was found. */
  sealed interface Found {}

  /** An endpoint, with the path's parameters. */
  record Match(Endpoint<?> endpoint, Map<String, String> parameters) implements Found {}

  /**
   * The path is known, the method is not; {@code allow} lists those that are. Of the endpoints with
   * this path {@code sibling} is the one that most may use.
   */
  record WrongMethod(Match sibling, List<String> allow) implements Found {}

  /** No endpoint has such a path. */
  enum Nothing implements Found {
    INSTANCE
  }

  /** HEAD is answered like GET (RFC 9110 §9.3.2). */
  Found find(String requestMethod, List<String> path) {
    String method = requestMethod.equals("HEAD") ? "GET" : requestMethod;
    var allow = new ArrayList<String>();
    Match sibling = null;
    for (Endpoint<?> endpoint : endpoints) {
      Map<String, String> parameters = endpoint.path().match(path);
      if (parameters == null) {
        continue;
      }
      var match = new Match(endpoint, parameters);
      if (endpoint.method().name().equals(method)) {
        return match;
      }
      sibling = sibling == null ? match : moreOpen(sibling, match);
      allow.add(endpoint.method().name());
      if (endpoint.method() == Method.GET) {
        allow.add("HEAD");
      }
    }
    return sibling == null ? Nothing.INSTANCE : new WrongMethod(sibling, allow);
  }

  private static Match moreOpen(Match one, Match other) {
    return other.endpoint().access().compareTo(one.endpoint().access()) < 0 ? other : one;
  }
}
