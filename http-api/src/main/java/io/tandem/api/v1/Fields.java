package io.tandem.api.v1;

import io.tandem.api.http.Answer;
import io.tandem.api.http.ApiRequest;
import io.tandem.api.http.Problem;
import io.tandem.tenant.FieldError;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Collects what is wrong with a request's fields, so that the client learns all of it at once. */
final class Fields {
  private static final int DEFAULT_PAGE = 100;
  private static final int LARGEST_PAGE = 1000;

  private final List<FieldError> errors = new ArrayList<>();

  /** Demands a text that {@code isValid}. */
  Fields check(String field, String value, Predicate<String> isValid, String expected) {
    if (value == null || !isValid.test(value)) {
      errors.add(new FieldError(field, "must be " + expected));
    }
    return this;
  }

  /** The answer that lists the errors; empty when there are none. */
  Optional<Answer> refusal() {
    return errors.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Answer.problem(Problem.of(Problem.Kind.INVALID, "see the field errors", errors)));
  }

  /** The page size in {@code limit}, 1 to 1000, 100 by default; −1 when it is none of these. */
  static int pageSize(ApiRequest<?> request) {
    String text = request.query().get("limit");
    if (text == null) {
      return DEFAULT_PAGE;
    }
    if (!text.matches("[1-9]\\d{0,3}") || Integer.parseInt(text) > LARGEST_PAGE) {
      return -1;
    }
    return Integer.parseInt(text);
  }

  /** The time in {@code name}, {@code fallback} when absent, {@code null} when it is no time. */
  static Instant time(ApiRequest<?> request, String name, Instant fallback) {
    String text = request.query().get(name);
    if (text == null) {
      return fallback;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** The answer to a query parameter that does not fit. */
  static Answer wrongParameter(String name, String expected) {
    return Answer.problem(Problem.Kind.INVALID_PARAMETER, name + " must be " + expected);
  }
}
