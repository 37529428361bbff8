package io.tandem.api.http;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A path with parameters, {@code /v1/tenants/{tenantId}/extensions/{number}}. */
public final class PathTemplate {
  private final String text;
  private final List<String> segments;

  private PathTemplate(String text) {
    this.text = text;
    this.segments = split(text);
  }

  /** The template written as {@code text}. */
  public static PathTemplate of(String text) {
    return new PathTemplate(text);
  }

  /** The names of the parameters, in order. */
  public List<String> parameters() {
    return segments.stream()
        .filter(PathTemplate::isParameter)
        .map(PathTemplate::parameterName)
        .toList();
  }

  /**
   * The parameters' values in {@code path}, or {@code null} when it does not match. No value is
   * empty.
   *
   * @param path the decoded segments of a request's path
   */
  Map<String, String> match(List<String> path) {
    if (path.size() != segments.size()) {
      return null;
    }
    var values = new TreeMap<String, String>();
    for (int i = 0; i < path.size(); i++) {
      String segment = segments.get(i);
      String value = path.get(i);
      if (!isParameter(segment)) {
        if (!segment.equals(value)) {
          return null;
        }
      } else if (value.isEmpty()) {
        return null;
      } else {
        values.put(parameterName(segment), value);
      }
    }
    return values;
  }

  /** The segments of a path that begins with a slash. */
  static List<String> split(String path) {
    return Arrays.asList(path.substring(1).split("/", -1));
  }

  private static boolean isParameter(String segment) {
    return segment.startsWith("{");
  }

  private static String parameterName(String segment) {
    return segment.substring(1, segment.length() - 1);
  }

  @Override
  public String toString() {
    return text;
  }
}
