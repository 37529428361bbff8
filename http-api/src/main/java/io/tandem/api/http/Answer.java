package io.tandem.api.http;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a handler answers.
 *
 * @param status the HTTP status
 * @param body written as JSON; {@code null} for none; a {@link Problem} becomes problem+json, a
 *     {@link File} is written as it is
 * @param headers further headers, ETag and Location among them
 */
public record Answer(int status, Object body, Map<String, String> headers) {

  /** 200 with {@code body}. */
  public static Answer ok(Object body) {
    return new Answer(200, body, Map.of());
  }

  /** 201 with {@code body}, which can be read at {@code location}. */
  public static Answer created(String location, Object body) {
    return new Answer(201, body, Map.of("Location", location));
  }

  /** 202: it was taken and goes on. */
  public static Answer accepted(Object body) {
    return new Answer(202, body, Map.of());
  }

  /**
   * A body that is no JSON.
   *
   * @param contentType its media type
   */
  public record File(String contentType, byte[] bytes) {}

  /** 200 with what is no JSON. */
  public static Answer file(String contentType, byte[] bytes) {
    return new Answer(200, new File(contentType, bytes), Map.of());
  }

  /** 204. */
  public static Answer noContent() {
    return new Answer(204, null, Map.of());
  }

  /** The answer that says what went wrong. */
  public static Answer problem(Problem problem) {
    return new Answer(problem.status(), problem, Map.of());
  }

  /** The answer that says what went wrong. */
  public static Answer problem(Problem.Kind kind, String detail) {
    return problem(Problem.of(kind, detail));
  }

  /** This answer with {@code ETag: "version"} (RFC 9110 §8.8.3). */
  public Answer withVersion(long version) {
    return withHeader("ETag", "\"" + version + "\"");
  }

  /** This answer with one more header. */
  public Answer withHeader(String name, String value) {
    var all = new TreeMap<>(headers);
    all.put(name, value);
    return new Answer(status, body, all);
  }
}
