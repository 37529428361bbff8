package io.tandem.api.v1;

import io.tandem.api.http.ApiRequest;
import io.tandem.api.http.Problem;
import io.tandem.api.http.QueryParameter;
import io.tandem.api.http.RefusedException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads query parameters; what does not fit is refused with 400. */
final class Queries {
  static final QueryParameter CURSOR =
      new QueryParameter("cursor", String.class, "next_cursor of the page before");
  static final QueryParameter LIMIT =
      new QueryParameter("limit", Integer.class, "items in a page, 1 to 1000, default 100");

  private static final int DEFAULT_PAGE = 100;
  private static final int LARGEST_PAGE = 1000;
  private static final Instant FIRST_YEAR = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant LAST_YEAR = Instant.parse("9999-12-31T23:59:59.999Z");

  private Queries() {}

  /** The size of a page. */
  static int limit(ApiRequest<?> request) {
    String text = request.query().get(LIMIT.name());
    if (text == null) {
      return DEFAULT_PAGE;
    }
    if (!text.matches("[1-9]\\d{0,3}") || Integer.parseInt(text) > LARGEST_PAGE) {
      throw wrong(LIMIT, "1 to 1000");
    }
    return Integer.parseInt(text);
  }

  /** Where a page starts; {@code null} at the beginning. */
  static String cursor(ApiRequest<?> request, Predicate<String> isValid) {
    String text = request.query().get(CURSOR.name());
    if (text != null && !isValid.test(text)) {
      throw wrong(CURSOR, "next_cursor of the page before");
    }
    return text;
  }

  /** A time in the years 1970 to 9999. */
  static Instant time(ApiRequest<?> request, QueryParameter parameter, Instant fallback) {
    String text = request.query().get(parameter.name());
    if (text == null) {
      return fallback;
    }
    try {
      Instant time = Instant.parse(text);
      if (!time.isBefore(FIRST_YEAR) && !time.isAfter(LAST_YEAR)) {
        return time;
      }
    } catch (DateTimeParseException e) {
      throw wrong(parameter, "a time such as 2026-01-31T10:15:30Z");
    }
    throw wrong(parameter, "in the years 1970 to 9999");
  }

  /** A text of at most {@code longest} characters. */
  static Optional<String> text(ApiRequest<?> request, QueryParameter parameter, int longest) {
    Optional<String> text = Optional.ofNullable(request.query().get(parameter.name()));
    if (text.filter(value -> value.isEmpty() || value.length() > longest).isPresent()) {
      throw wrong(parameter, "1 to " + longest + " characters");
    }
    return text;
  }

  /** The refusal of a parameter that does not fit. */
  static RefusedException wrong(QueryParameter parameter, String expected) {
    return new RefusedException(
        Problem.Kind.INVALID_PARAMETER, parameter.name() + " must be " + expected);
  }
}
