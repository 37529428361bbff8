package io.tandem.api.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawRequestURI;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;
import org.apache.pekko.japi.Pair;

/** Reads the parts of a request's head; what does not fit is a {@link RefusedException}. */
final class RequestHead {
  private static final Pattern DOT_SEGMENT = Pattern.compile("/(\\.|%2[eE]){1,2}(/|$)");

  private RequestHead() {}

  /**
   * The path, still encoded. Empty when it was sent with dot segments: the server has resolved them
   * by now, but a proxy that guards paths may not have.
   */
  static String path(HttpRequest request) {
    String raw = request.getHeader(RawRequestURI.class).map(RawRequestURI::uri).orElse("");
    return DOT_SEGMENT.matcher(raw.split("\\?", 2)[0]).find() ? "" : request.getUri().path();
  }

  /** The decoded segments of the path; none when they are not properly encoded. */
  static List<String> segments(HttpRequest request) {
    String path = path(request);
    try {
      return path.isEmpty()
          ? List.of()
          : PathTemplate.split(path).stream()
              .map(s -> URLDecoder.decode(s.replace("+", "%2B"), StandardCharsets.UTF_8))
              .toList();
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  /** The query's parameters, of which {@code known} are taken. */
  static Map<String, String> query(HttpRequest request, List<QueryParameter> known) {
    var values = new HashMap<String, String>();
    for (Pair<String, String> parameter : pairs(request)) {
      String name = parameter.first();
      if (known.stream().noneMatch(each -> each.name().equals(name))) {
        throw new RefusedException(Problem.Kind.INVALID_PARAMETER, "there is no parameter " + name);
      }
      if (values.put(name, parameter.second()) != null) {
        throw new RefusedException(Problem.Kind.INVALID_PARAMETER, name + " is there twice");
      }
    }
    return values;
  }

  private static List<Pair<String, String>> pairs(HttpRequest request) {
    try {
      return request.getUri().query().toList();
    } catch (IllegalUriException e) {
      throw new RefusedException(
          Problem.Kind.INVALID_PARAMETER, "the query is not properly encoded");
    }
  }

  /** What If-Match demands; nothing where {@code endpoint} does not heed it. */
  static Precondition precondition(HttpRequest request, Endpoint<?> endpoint) {
    return endpoint.conditional()
        ? Precondition.parse(header(request, "If-Match"))
        : Precondition.NONE;
  }

  /** The header's value, empty when absent. */
  static String header(HttpRequest request, String name) {
    return request.getHeader(name).map(HttpHeader::value).orElse("");
  }
}
