package io.tandem.api.v1;

import io.tandem.api.http.Answer;
import io.tandem.api.http.Problem;
import io.tandem.api.http.RefusedException;
import io.tandem.tenant.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Collects what is wrong with a body's fields, so that the client learns all of it at once. */
final class Fields {
  private final List<FieldError> errors = new ArrayList<>();

  /** Demands of a text, unless it is {@code null}, that it {@code isValid}. */
  Fields check(String field, String value, Predicate<String> isValid, String expected) {
    if (value != null && !isValid.test(value)) {
      errors.add(new FieldError(field, "must be " + expected));
    }
    return this;
  }

  /** Says what is wrong with a field. */
  void wrong(String field, String message) {
    errors.add(new FieldError(field, message));
  }

  /** Refuses the request when anything was wrong. */
  void orRefuse() {
    if (!errors.isEmpty()) {
      throw new RefusedException(Answer.problem(Problem.ofFields(errors)));
    }
  }

  /** {@code value}, or {@code now} when it was not given. */
  static <T> T or(T value, T now) {
    return value == null ? now : value;
  }

  /** What a field that null clears shall be: {@code now} when it was not given. */
  static <T> T orCleared(Optional<T> value, T now) {
    return value == null ? now : value.orElse(null);
  }
}
